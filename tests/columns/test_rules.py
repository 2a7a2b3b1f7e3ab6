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


@pytest.mark.clause("A2")
@pytest.mark.parametrize(
    ("effective", "expires", "wrong"),
    [
        (date(2026, 1, 1), date(2030, 12, 31), []),
        (date(2026, 1, 2), date(2030, 12, 31), ["effective_on"]),
        (date(2026, 1, 1), date(2031, 1, 1), ["expires_on"]),
        (None, None, ["effective_on", "expires_on"]),
    ],
)
def test_a_document_is_in_force_for_as_long_as_its_text_says(effective, expires, wrong):
    text = "第九条　本办法自2026年1月1日起施行，有效期5年。"
    problems = dict(rules.validity_problems(effective, expires, text))
    assert list(problems) == wrong
    told = {"effective_on": "2026-01-01", "expires_on": "2030-12-31"}
    assert all(told[field] in problems[field] for field in wrong)


@pytest.mark.clause("A2")
def test_a_term_from_the_day_of_issue_counts_from_the_day_that_was_typed():
    text = "本意见自印发之日起施行，有效期三年。"
    assert list(rules.validity_problems(None, None, text)) == []
    assert list(rules.validity_problems(date(2026, 3, 1), date(2029, 2, 28), text)) == []
    assert [field for field, _ in rules.validity_problems(date(2026, 3, 1), None, text)] == ["expires_on"]


def test_a_missing_body_has_no_text():
    assert rules.text_of(None) == "" and rules.text_of("") == ""
