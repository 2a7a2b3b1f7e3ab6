"""Topics composed of tiles go through approval with all that is in them (law 1)."""

import pytest

from portal.approvals.snapshots import page_digest, page_snapshot
from portal.files.services import is_public

pytestmark = pytest.mark.django_db


def row_with(picture):
    said = {"image": picture.pk, "alt": "山塘", "caption": "", "credit": "本厅摄"}
    cell = {"type": "item", "value": {"width": "6", "tiles": [{"type": "image", "value": said, "id": "i"}]}, "id": "c"}
    return {"type": "row", "value": {"columns": [cell], "background": "mist"}, "id": "r"}


@pytest.fixture
def composed(topic, picture_file, site):
    topic.body = [row_with(picture_file)]
    topic.save_revision(user=site.department.farmland.liaison)
    return topic


def test_a_picture_deep_in_a_row_is_approved_and_published_with_the_topic(composed, picture_file, public, client):
    assert any(picture_file.sha256 in file for file in page_snapshot(composed.get_latest_revision_as_object())["files"])
    assert not is_public(picture_file)
    page = public(composed)
    assert is_public(picture_file)
    html = client.get(page.url).content.decode()
    assert 'alt="山塘"' in html and "tile--row has-ground is-mist" in html


def test_settings_and_colours_of_tiles_are_part_of_what_is_approved(composed):
    draft = composed.get_latest_revision_as_object()
    before = page_digest(draft)
    raw = [dict(item) for item in draft.body.raw_data]
    raw[0]["value"] = {**raw[0]["value"], "settings": {"width": "6", "hide_until": None}}
    draft.body = draft.body.stream_block.to_python(raw)
    wider = page_digest(draft)
    raw[0]["value"] = {**raw[0]["value"], "background": "light"}
    draft.body = draft.body.stream_block.to_python(raw)
    assert len({before, wider, page_digest(draft)}) == 3


def test_a_place_deep_in_a_row_holds_the_case_back(composed, site):
    from portal.approvals.services import kind_of

    raw = [dict(item) for item in composed.get_latest_revision_as_object().body.raw_data]
    raw[0]["value"]["columns"][0]["value"]["tiles"][0]["value"]["alt"] = "✎【图片内容说明】"
    composed.body = raw
    composed.save_revision(user=site.department.farmland.liaison)
    assert any("✎【图片内容说明】" in str(problem) for problem in kind_of(composed).problems(composed))


def test_search_does_not_know_a_tile_before_its_day(composed, public, site):
    from special_topics.plugin import read

    said = {"text": "下月公布", "who": "", "source": "", "settings": {"width": "12", "hide_until": "2999-01-01"}}
    composed.body = [{"type": "quotation", "value": said, "id": "q"}]
    composed.save_revision(user=site.department.farmland.liaison)
    page = public(composed)
    assert "下月公布" not in read([str(page.pk)])[str(page.pk)].body
