import pytest

from portal.screening.detectors import labels
from tests.screening.drawing import line, look, page


@pytest.mark.parametrize("text", ["签发人：", "县　长：", "市 长", "党组书记：", "审核", "法定代表人："])
def test_labels_of_places_to_sign(text):
    assert labels.is_label(text)


@pytest.mark.parametrize("text", ["签到表", "各级领导干部要带头落实耕地保护责任制度", "身长：", "附件1"])
def test_other_lines_are_no_labels(text):
    assert not labels.is_label(text)


def test_the_label_beside_comes_before_the_label_above():
    above, beside = line("审核：", 0.55, left=0.2, right=0.3), line("签发人：", 0.6, left=0.2, right=0.3)
    assert labels.near((0.32, 0.59, 0.5, 0.63), look(page(), [above, beside])) is beside
    assert labels.near((0.2, 0.57, 0.3, 0.58), look(page(), [above])) is above
    assert labels.near((0.2, 0.8, 0.3, 0.83), look(page(), [above, beside])) is None


def test_a_label_with_a_name_behind_it():
    assert labels.is_signed("签发人：王文华")
    assert labels.is_signed("区长：王文华2024年3月5日")
    assert not labels.is_signed("签发人：")
    assert labels.is_desk(line("领导批示："))
    assert not labels.is_desk(line("签发人："))
