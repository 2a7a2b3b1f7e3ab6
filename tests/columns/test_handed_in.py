"""What another system hands in goes through the editor's own forms, and becomes a draft like any other."""

from __future__ import annotations

import pytest

from columns import handed_in
from columns.models import ColumnPage, Disclosure
from portal.addons.types import DraftRefused
from portal.tiles.text import plain_text
from tests import factories

pytestmark = pytest.mark.django_db
FIELDS = {"column": "policy", "title": "关于登记档案的通知", "body": "<p>一</p><p>二</p>"}


def make(site, person=None, files=(), **fields) -> Disclosure:
    registration = site.department.registration
    maker = handed_in.Maker(handed_in.HandedInDisclosure)
    return maker.make(FIELDS | fields, list(files), person or registration.liaison, registration.unit)


def refused(site, **fields) -> dict[str, list[str]]:
    with pytest.raises(DraftRefused) as error:
        make(site, **fields)
    return error.value.errors


@pytest.mark.clause("D5")
def test_a_draft_stands_in_its_column_and_is_nobodys_to_see(site, client):
    page = make(site)
    assert page.get_parent().slug == "policy" and not page.live and page.slug
    assert page.get_latest_revision().user == site.department.registration.liaison
    assert client.get(page.url).status_code == 404
    assert make(site).slug != page.slug


def test_what_isnt_said_is_what_the_editor_proposes(site):
    page = make(site)
    assert (page.genre, page.openness, page.effect, page.touches_vital_interests) == (
        "notice", "proactive", "in_force", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p onclick='x()'>甲<b>乙</b></p>", "<p>甲<b>乙</b></p>"), ("<div><p>甲</p></div>", "<p>甲</p>"),
        ('<p><a href="javascript:x()">甲</a></p>', "<p><a>甲</a></p>"), ("<h1>甲</h1>", "甲"),
        ("甲 & 乙", "甲 &amp; 乙"),
        ('<p style="display:none">甲</p>', "<p>甲</p>"), ("<p>甲<!-- 乙 --></p>", "<p>甲</p>"),
    ],
)  # fmt: skip
def test_of_the_text_only_the_editors_subset_is_kept(site, html, kept):
    assert make(site, body=html).body.raw_data[0]["value"] == kept


@pytest.mark.parametrize("tag", ["script", "table", "img", "iframe", "form", "svg", "style", "video", "object"])
def test_what_a_text_cant_hold_is_refused_and_named(site, tag):
    assert f"<{tag}>" in refused(site, body=f"<p>甲</p><{tag}>乙</{tag}>")["body"][0]


@pytest.mark.parametrize("slug", ["nowhere", "disclosure", "", "../policy", "farmland-news"])
def test_a_column_that_isnt_the_units_is_refused_with_those_that_are(site, slug):
    factories.open_column(site.department.farmland, site.section, "farmland-news", "耕地")
    assert "policy (政策文件)" in refused(site, column=slug)["column"][0]


def test_who_may_not_write_there_makes_no_draft(site):
    with pytest.raises(DraftRefused):
        make(site, person=site.department.registration.leader)
    assert not Disclosure.objects.exists()


def test_a_document_is_named_by_number_or_id_if_the_unit_may_see_it(site):
    public = factories.public_disclosure(site)
    for name in (public.pk, str(public.pk), "岭自然资规（2026）8号"):
        assert [row.target_id for row in make(site, replaces=name).relations.all()] == [public.pk]
    hidden = factories.draft_disclosure(site, "hidden", maker_unit=site.department.farmland.unit, document_number="")
    assert "replaces" in refused(site, replaces=hidden.pk)
    factories.draft_disclosure(site, "same")
    assert "replaces" in refused(site, replaces="岭自然资规〔2026〕8号"), "two bear that number now"


@pytest.mark.clause("D3")
def test_the_text_is_compared_with_the_date_that_was_handed_in(site):
    maker = handed_in.Maker(handed_in.HandedInDisclosure)
    page = make(site, body="<p>正文。</p><p>岭海省自然资源厅</p><p>2026年11月16日</p>", formed_on="2026-11-13")
    [finding] = maker.findings(page)
    assert finding.blocks and finding.where == "formed_on"
    assert "2026-11-16" in finding.message and "2026-11-13" in finding.message
    assert list(maker.findings(make(site, formed_on="2026-11-16"))) == []


@pytest.mark.clause("A2")
def test_the_text_is_compared_with_the_days_that_were_handed_in(site):
    maker = handed_in.Maker(handed_in.HandedInDisclosure)
    text = "<p>本办法自2026年1月1日起施行，有效期5年。</p>"
    found = list(maker.findings(make(site, body=text, effective_on="2026-02-01", expires_on="")))
    assert [(row.kind, row.where, row.blocks) for row in found] == [
        ("validity_date", "effective_on", True),
        ("validity_date", "expires_on", True),
    ]
    sound = make(site, body=text, effective_on="2026-01-01", expires_on="2030-12-31")
    assert list(maker.findings(sound)) == []


@pytest.mark.clause("D5")
def test_a_draft_may_lack_what_it_isn_t_sent_without(site):
    assert make(site, formed_on="", topic="").pk
    required = handed_in.Maker(handed_in.HandedInDisclosure).schema()["required"]
    assert "topic" not in required and "formed_on" not in required


def test_a_new_version_leaves_the_page_as_it_is(site):
    registration, maker = site.department.registration, handed_in.Maker(handed_in.HandedInDisclosure)
    public = factories.public_disclosure(site)
    maker.change(public, FIELDS | {"title": "改过的"}, [], registration.handler, registration.unit)
    public = Disclosure.objects.get(pk=public.pk)
    assert public.live and public.title != "改过的"
    draft = public.get_latest_revision_as_object()
    assert draft.title == "改过的" and plain_text(draft.body) == "一\n二"
    assert public.get_latest_revision().user == registration.handler


def test_a_draft_doesnt_change_its_column(site):
    registration, maker = site.department.registration, handed_in.Maker(handed_in.HandedInDisclosure)
    factories.open_column(registration, ColumnPage.objects.get(pk=site.section.pk), "guides", "指南")
    page = make(site)
    with pytest.raises(DraftRefused):
        maker.change(page, FIELDS | {"column": "guides"}, [], registration.liaison, registration.unit)


def test_only_documents_have_attachments(site):
    registration = site.department.registration
    file = factories.document(uploader=registration.liaison)
    assert [row.document_id for row in make(site, files=[file]).attachments.all()] == [file.pk]
    with pytest.raises(DraftRefused):
        handed_in.Maker(handed_in.HandedInNews).make(FIELDS, [file], registration.liaison, registration.unit)


def test_schemas_name_exactly_what_the_forms_take():
    for maker in handed_in.makers():
        schema = maker.schema()
        assert {"column", "title", "body"} <= set(schema["required"]) <= set(schema["properties"])
        assert "slug" not in schema["properties"] and not schema["additionalProperties"]
