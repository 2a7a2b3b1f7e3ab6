"""A topic with faults isn't sent, and whoever sends it is led to the tile; warnings hold nothing back."""

import pytest
from django.urls import reverse

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.demonstration.acts import DECLARED
from portal.tiles.side_panels import problems_of
from special_topics import mending
from tests.factories import tile

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D5")]
PICTURE, MAP, LINKS = "a1c1f5e0-0001", "a1c1f5e0-0002", "a1c1f5e0-0003"


@pytest.fixture
def drafted(topic, site, picture_file):
    """Return a function that writes tiles into the draft of the topic."""

    def write(*tiles):
        topic.body = [*tile("永久基本农田"), *tiles]
        topic.save_revision(user=site.department.farmland.liaison)
        return type(topic).objects.get(pk=topic.pk)

    return write


@pytest.fixture
def faulty(drafted, picture_file):
    said = {"image": picture_file.pk, "alt": "", "caption": "", "credit": ""}
    link = {"text": "旧页", "page": None, "document": None, "url": "http://testserver/nowhere/", "note": ""}
    return drafted(
        {"type": "image", "value": said, "id": PICTURE},
        {"type": "map_picture", "value": {**said, "alt": "监测点", "review_number": ""}, "id": MAP},
        {"type": "link_list", "value": {"title": "链接", "items": [link]}, "id": LINKS},
    )


def anchors(told):
    return [sentence.url.partition("#block-")[2].removesuffix("-section") for sentence in told]


def test_faults_hold_a_topic_back_and_warnings_do_not(faulty, drafted, picture_file, site):
    assert anchors(mending.faults(faulty.get_latest_revision_as_object())) == [PICTURE, MAP]
    assert anchors(mending.warnings(faulty.get_latest_revision_as_object())) == [PICTURE, MAP, LINKS]
    liaison = site.department.farmland.liaison
    case = services.open_case(faulty, liaison)
    with pytest.raises(ActRefused) as refused:
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert len(refused.value.reasons) == 2
    said = {"image": picture_file.pk, "alt": "水库大坝", "caption": "", "credit": ""}
    mended = drafted({"type": "image", "value": said, "id": PICTURE})
    assert anchors(mending.warnings(mended.get_latest_revision_as_object())) == [PICTURE]  # no source is said
    services.send(case.pk, liaison, case.version, declaration=DECLARED)


def test_the_page_before_sending_names_each_tile_and_leads_to_it(faulty, client, site):
    client.force_login(site.department.farmland.liaison)
    html = client.get(reverse("approvals:send_page", args=[faulty.pk])).content.decode()
    editor = reverse("wagtailadmin_pages:edit", args=[faulty.pk])
    to_mend, _between, worth_a_look = html.partition("送审前请留意")
    assert f'href="{editor}#block-{PICTURE}-section"' in to_mend and f"#block-{MAP}-section" in to_mend
    assert f"#block-{LINKS}-section" in worth_a_look and "http://testserver/nowhere/" in worth_a_look
    assert "“链接”：本站没有该地址" in worth_a_look and "disabled" in worth_a_look


def test_no_more_are_named_than_anybody_reads(drafted):
    many = drafted(*({"type": "heading", "value": {"text": "✎【标题】"}, "id": f"h-{n}"} for n in range(30)))
    told = mending.faults(many.get_latest_revision_as_object())
    assert len(told) == mending.NAMED + 1 and "10" in told[-1]
    assert len(problems_of(many.get_latest_revision_as_object())) >= 30


def test_links_that_lead_nowhere_show_on_the_canvas_before_anything_is_saved(topic, client, site):
    client.force_login(site.department.farmland.liaison)
    posted = {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "link_list", "body-0-id": LINKS,
        "body-0-value-title": "链接", "body-0-value-items-count": "1", "body-0-value-items-0-deleted": "",
        "body-0-value-items-0-order": "0", "body-0-value-items-0-id": "i", "body-0-value-items-0-value-text": "旧页",
        "body-0-value-items-0-value-url": "http://testserver/nowhere/",
    }  # fmt: skip
    found = client.post(reverse("canvas:problems", args=[topic.pk]), posted).json()["problems"]
    assert [(problem["tile"], problem["kind"]) for problem in found] == [(LINKS, "dead_link")]
