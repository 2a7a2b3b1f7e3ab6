from dataclasses import replace

import pytest

from portal.screening.detectors import printed
from tests.screening.drawing import line, look, page

BODY = [line("各区县自然资源局要进一步加强耕地保护工作", 0.2 + 0.03 * row) for row in range(5)]


def test_short_words_tell_how_large_print_is_where_there_is_no_running_text():
    words = [line(word, 0.1 + 0.15 * place, 0.06) for place, word in enumerate(("申请", "审查", "公示", "决定"))]
    assert printed._printed_heights(look(page(), words)) == [0.06] * 4
    assert printed._printed_heights(look(page(), [*words, *BODY])) == [0.014] * 5


@pytest.mark.parametrize(
    ("text", "height", "right", "misshapen"),
    [
        ("王文武阳县农业农村局", 0.075, 0.6, True),  # higher than its characters are wide
        ("国", 0.04, 0.42, True),  # one character much wider than high
        ("国", 0.07, 0.42, False),
        ("关于耕地保护", 0.03, 0.6, False),
        ("各区县自然资源局要进一步加强", 0.02, 0.6, False),  # as large as the print
        ("密封线内不要答题", 0.3, 0.34, False),  # from top to bottom
        ("2024-08-28", 0.03, 0.5, False),
    ],
)
def test_lines_of_the_shape_that_print_never_has(text, height, right, misshapen):
    shaped = line(text, 0.6, height, left=0.3, right=right)
    assert printed.is_misshapen(shaped, look(page(), [*BODY, shaped])) is misshapen


def test_what_was_read_surely_is_print_unless_it_can_not_be():
    plain, stretched = line("同志", 0.5, right=0.2), line("王文武阳县农业农村局", 0.6, 0.075, left=0.3, right=0.6)
    typed = printed.typed(look(page(), [*BODY, plain, stretched]))
    assert plain.box in typed
    assert stretched.box not in typed


def test_a_large_name_set_askew_was_written_though_it_was_read():
    name = replace(line("许建华", 0.6, 0.04, left=0.3, right=0.45), slope=5.0)
    seen = look(page(), [*BODY, name])
    assert printed.looks_written(name, seen)
    assert not printed.looks_written(replace(name, slope=0.3), seen)
    assert not printed.looks_written(replace(name, height=0.02), seen)
