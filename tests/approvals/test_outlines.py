"""A snapshot as people read it: the model's labels, names in the place of numbers, targets of links."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from columns.models import Disclosure
from portal.approvals.comparing import compare
from portal.approvals.ledger.canonical import canonical
from portal.approvals.outlines import outline
from portal.approvals.snapshots import page_snapshot
from tests import factories

pytestmark = pytest.mark.clause("D6")
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text("甲乙丙ab<>/\n", max_size=12), st.just("<p>一<br>二</p>")
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
FIELDS = st.dictionaries(st.sampled_from(["name", "note", "other", "more"]), VALUES, max_size=4)
BLOCKS = st.lists(
    st.builds(
        lambda kind, key, value: {"type": kind, "id": key, "value": value},
        st.sampled_from(["rich_text", "heading", "gone"]), st.sampled_from(["1", "2", "3"]), VALUES,
    ),
    max_size=4, unique_by=lambda item: item["id"],
)  # fmt: skip


def page(body: list, **fields) -> dict:
    return {"place": {"parent": None, "slug": "a"}, "fields": {"title": "甲", **fields, "body": body}, "children": {}}


def lines(snapshot: dict, kind: str = "disclosure") -> dict[str, list[str]]:
    return {f"{part.group or part.key} {part.number}".strip(" 0"): part.lines for part in outline(snapshot, kind)}


@given(FIELDS, FIELDS)
def test_every_difference_of_a_snapshot_is_a_change(before, after):
    # As snapshots are kept: canonical JSON has one order of names.
    before, after = (json.loads(canonical({"type": "x", "id": 1, **fields})) for fields in (before, after))
    found = compare(outline(before, "nothing"), outline(after, "nothing"))
    assert bool(found) is (canonical(before) != canonical(after))  # as JSON: false is not 0


@given(BLOCKS, BLOCKS)
def test_every_difference_of_a_body_is_a_change(before, after):
    found = compare(outline(page(before), "disclosure"), outline(page(after), "disclosure"))
    assert bool(found) is (canonical(before) != canonical(after))


def test_running_text_is_read_in_lines_with_the_targets_of_its_links():
    text = '<p>见<a href="https://gov.example/a">通知</a>。</p><p>又见<a linktype="page" id="7">本页</a></p>'
    body = [{"type": "rich_text", "value": text, "id": "1"}]
    assert lines(page(body))["body 1"] == ["见通知〔→ https://gov.example/a〕。", "又见本页〔→ page 7〕"]


def test_choices_and_blocks_of_fields_show_their_words():
    body = [{"type": "heading", "value": {"text": "总则", "level": "h2"}, "id": "1"}]
    found = lines(page(body, effect="repealed", is_wide_notice=True))
    assert found["effect"] == [str(dict(Disclosure._meta.get_field("effect").flatchoices)["repealed"])]
    assert found["is_wide_notice"] == ["是"]
    assert [line.split("：")[1] for line in found["body 1"]] == ["总则", "一级小标题"]


def test_a_tile_whose_add_on_has_gone_is_read_by_its_stored_rendering():
    body = [{"type": "gone_tile", "value": {"x": 1}, "_rendering": "<p>看得见的</p>", "id": "1"}]
    assert lines(page(body))["body 1"] == ["看得见的"]


def test_what_is_sealed_shows_no_more_than_that_it_differs():
    assert lines({"type": "reply", "private_answer": "a" * 64}, "reply")["private_answer"] == [
        "已加密（aaaaaaaaaaaa…）"
    ]


@pytest.mark.django_db
def test_numbers_of_rows_are_read_as_their_names(site):
    draft = factories.draft_disclosure(site)
    factories.attach(draft, factories.document("申请表.pdf"))
    found = lines(page_snapshot(draft))
    unit = site.department.registration.unit
    assert found["maker_unit"] == [str(unit)]
    assert found["place.parent"] == [site.column.title]
    assert found["attachments 1"][0].endswith("申请表.pdf")
