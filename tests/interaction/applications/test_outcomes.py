"""Every answer names its ground, and each of the kinds of article 36, 37 and 39 can be given."""

from __future__ import annotations

from django.utils.translation import override

from interaction.applications import outcomes


def test_all_seven_kinds_of_article_36_and_those_beside_it_are_there():
    with override("en"):
        told = {str(outcome.article) for outcome in outcomes.ALL}
    assert all(any(f"36 ({number})" in article for article in told) for number in range(1, 8))
    kinds = {outcome.kind for outcome in outcomes.ALL}
    assert kinds == set(outcomes.OPENINGS) and {"partial", "not_an_application"} <= kinds


def test_codes_are_unique_and_only_what_comes_by_itself_isn_t_offered():
    assert len(outcomes.BY_CODE) == len(outcomes.ALL)
    offered = [code for _group, kinds in outcomes.choices() for code, _label in kinds]
    assert set(outcomes.BY_CODE) - set(offered) == {"withdrawn", "not_corrected"}
    assert all(outcome.article for outcome in outcomes.ALL if outcome.offered)
