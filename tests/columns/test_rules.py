"""Rules for single fields: a sentence that says what is wrong, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from columns import rules
from tests import factories


@pytest.mark.parametrize(
    "number",
    ["", "  ", "岭自然资规〔2026〕8号", "岭自然资规[2026]8号", "岭自然资规（2026）8号", "岭自然资规〔２０２６〕８号"],
)
def test_usual_writings_of_a_document_number_are_fine(number):
    assert rules.number_problem(number) is None


@pytest.mark.parametrize("number", ["第八号", "岭自然资规2026-8", "〔2026〕号", "岭自然资规〔26〕8号", "x" * 80])
def test_what_is_no_document_number_gets_an_example(number):
    assert "岭自然资规〔2026〕8号" in rules.number_problem(number)


@pytest.mark.clause("D3")
def test_a_date_of_formation_lies_not_in_the_future():
    assert rules.formation_problem(factories.today(), "") is None
    assert rules.formation_problem(factories.today() + timedelta(days=1), "")
    assert rules.formation_problem(None, "岭省自然资源厅\n2026年5月8日") is None


@pytest.mark.clause("D3")
@pytest.mark.parametrize("written", ["2026年5月8日", "二〇二六年五月八日", "二○二六年五月八日"])
def test_it_is_the_one_in_the_closing_lines(written):
    text = f"请遵照执行。\n岭省自然资源厅\n{written}"
    assert rules.formation_problem(date(2026, 5, 8), text) is None
    problem = rules.formation_problem(date(2026, 5, 9), text)
    assert "2026-05-08" in problem and "2026-05-09" in problem


def test_a_missing_body_has_no_text():
    assert rules.text_of(None) == "" and rules.text_of("") == ""
