"""A file becomes a draft: who may, what is said about bad files, and that nothing becomes public by it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from columns.models import ColumnPage, Conversion, Disclosure, Interpretation, NewsPage
from portal.files.models import Document, Image, PublicFile
from tests import factories
from tests.files.conversion import making
from tests.files.conversion.making import paragraph, run

pytestmark = pytest.mark.django_db

TITLE = "岭海省自然资源厅关于规范登记档案查询的通知"


def official() -> making.Word:
    """A document as units write them, red header and all."""
    word = making.Word()
    large, middle = '<w:sz w:val="44"/>', '<w:jc w:val="center"/>'
    for text in ("岭海省自然资源厅文件", "岭自然资规〔2026〕8号"):
        word.add(paragraph(run(text), middle))
    word.add(paragraph(run(TITLE[:12], large), middle))
    word.add(paragraph(run(TITLE[12:], large), middle))
    word.add(paragraph(run("各市自然资源局：")))
    word.numbered("一、")
    word.table()
    word.picture(alt="流程图")
    word.noted()
    for text in ("附件：1.申请表", "　　　2.清单", "岭海省自然资源厅", "2026年11月16日"):
        word.add(paragraph(run(text)))
    return word


def upload(content: bytes, name: str = "通知.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def liaison(client, site):
    client.force_login(site.department.registration.liaison)
    return site.department.registration.liaison


def send(client, site, file, kind: str = "disclosure", **more):
    data = {"file": file, "column": site.column.pk, "kind": kind, **more}
    return client.post(reverse("columns:from_file"), data)


def test_a_file_becomes_a_draft_with_its_fields_tables_and_pictures(client, site, liaison):
    word = official()
    response = send(client, site, upload(word.content()))
    found = Conversion.objects.get()
    assert response["Location"] == reverse("columns:conversion", args=[found.pk])
    draft = Disclosure.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.document_number, draft.formed_on.isoformat()) == (
        TITLE,
        "岭自然资规〔2026〕8号",
        "2026-11-16",
    )
    assert (draft.genre, draft.issuing_organ) == ("notice", "岭海省自然资源厅")
    assert (draft.maker_unit, draft.owner) == (site.department.registration.unit, liaison)
    kinds = [child.block_type for child in draft.body]
    assert kinds == ["rich_text", "table", "rich_text", "image", "rich_text"]
    html = draft.body.render_as_block()
    text = "".join(html.split())
    assert all(made in text for made in [*word.words, *word.notes]) and "文件" not in text
    assert draft.body[3].value["image"].uploaded_by_user == liaison and draft.body[3].value["alt"] == "流程图"
    page = client.get(response["Location"]).content.decode()
    assert "岭海省自然资源厅文件" in page and "申请表" in page and f"/pages/{draft.pk}/edit/" in page


@pytest.mark.clause("O1")
def test_nothing_becomes_public_by_it(client, site, liaison):
    send(client, site, upload(official().content()), attachments=[upload(factories.pdf_bytes("表"), "申请表.pdf")])
    page, original = Disclosure.objects.get(), Document.objects.get(never_public=True)
    assert not page.live and not PublicFile.objects.exists()
    client.logout()
    addresses = [original.url, *(file.url for file in Document.objects.all()), Image.objects.get().file.url, page.url]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)


def test_attachments_get_the_names_that_the_text_gives_them(client, site, liaison):
    files = [upload(factories.pdf_bytes("一"), "清单.pdf"), upload(factories.pdf_bytes("二"), "登记申请表.pdf")]
    send(client, site, upload(official().content()), attachments=files)
    draft = Disclosure.objects.get().get_latest_revision_as_object()
    names = [(row.title, row.document.original_name) for row in draft.attachments.all()]
    assert names == [("清单", "清单.pdf"), ("申请表", "登记申请表.pdf")]


def test_news_lists_its_files_at_the_end(client, site, liaison):
    send(
        client, site, upload(official().content()), "news", attachments=[upload(factories.pdf_bytes("一"), "清单.pdf")]
    )
    draft = NewsPage.objects.get().get_latest_revision_as_object()
    assert draft.body[-1].block_type == "link_list"
    assert draft.body[-1].value["items"][0]["document"].original_name == "清单.pdf"


def test_an_interpretation_names_what_it_explains(client, site, liaison):
    explained = factories.public_disclosure(site)
    refused = send(client, site, upload(official().content()), "interpretation", explains="没有的文件")
    assert list(refused.context["form"].errors) == ["explains"]
    send(client, site, upload(official().content()), "interpretation", explains="岭自然资规[2026]8号")
    assert Interpretation.objects.get().interprets == explained


def test_the_page_says_where_an_original_and_the_draft_differ(client, site, liaison):
    send(client, site, upload(official().content()))
    draft = Disclosure.objects.get()
    draft.body = factories.tile("改写了")
    draft.save_revision()
    page = client.get(reverse("columns:conversion", args=[Conversion.objects.get().pk])).content.decode()
    assert "<mark>各市自然资源局：</mark>" in page and f"<mark>{TITLE}" not in page


def test_the_original_is_offered_nowhere_and_refused_as_an_attachment(client, site, liaison):
    send(client, site, upload(official().content()))
    original = Conversion.objects.get().original
    assert original.display_name not in client.get(reverse("wagtaildocs_chooser:choose")).content.decode()
    page = Disclosure.objects.get()
    factories.attach(page, original)
    from portal.approvals.services import kind_of

    problems = [str(problem) for problem in kind_of(page).problems(Disclosure.objects.get(pk=page.pk))]
    assert any(original.display_name in problem for problem in problems)
    from portal.files import services

    with pytest.raises(ValueError, match="never public"):
        services.show(f"page:{page.pk}", [original])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.docx", b"", "空"),
        ("假.docx", b"%PDF-1.7 nothing", "docx"),
        ("假.docx", making.zipped({"OFD.xml": b"<a/>"}), "不符"),
        ("假.ofd", making.minimal("文"), "不符"),
        ("坏.docx", making.minimal("文")[:-400], "损坏"),
        ("坏.docx", making.zipped({"word/document.xml": b"<w:document"}), "损坏"),
        ("表.xlsx", making.minimal("文"), "docx"),
        ("无.docx", making.minimal(""), "文字"),
    ],
)
def test_a_bad_file_is_said_at_the_field_and_leaves_nothing(client, site, liaison, name, content, words):
    response = send(client, site, upload(content, name))
    assert words in " ".join(response.context["form"].errors["file"])
    assert not Document.objects.exists() and not Disclosure.objects.exists()


def test_a_file_that_is_too_large_is_said_at_the_field(client, site, liaison, monkeypatch):
    monkeypatch.setitem(settings.GONGKAI, "ATTACHMENT_MAX_BYTES", 1000)
    response = send(client, site, upload(making.minimal("文" * 9000)))
    assert list(response.context["form"].errors) == ["file"] and not Document.objects.exists()


def test_a_bad_attachment_is_said_at_its_field_and_leaves_nothing(client, site, liaison):
    response = send(client, site, upload(official().content()), attachments=[upload(b"MZ", "x.exe")])
    assert list(response.context["form"].errors) == ["attachments"]
    assert not Document.objects.exists() and not Disclosure.objects.exists()


@pytest.mark.clause("A2")
def test_the_days_that_its_text_names_are_proposed(client, site, liaison):
    word = official()
    word.add(paragraph(run("本通知自2026年12月1日起施行，有效期五年。")))
    response = send(client, site, upload(word.content()))
    draft = Disclosure.objects.get().get_latest_revision_as_object()
    assert (draft.effective_on.isoformat(), draft.expires_on.isoformat()) == ("2026-12-01", "2031-11-30")
    page = client.get(response["Location"]).content.decode()
    assert "2026-12-01" in page and "2031-11-30" in page


@pytest.mark.clause("A2")
def test_from_the_day_of_issue_counts_from_the_date_of_formation(client, site, liaison):
    word = official()
    word.add(paragraph(run("本通知自印发之日起施行。")))
    send(client, site, upload(word.content()))
    draft = Disclosure.objects.get().get_latest_revision_as_object()
    assert draft.effective_on == draft.formed_on and draft.expires_on is None


def test_only_columns_of_ones_own_are_offered_and_taken(client, site, liaison):
    other = factories.open_column(site.department.farmland, ColumnPage.objects.get(pk=site.section.pk), "farm", "耕地")
    form = client.get(reverse("columns:from_file")).context["form"]
    assert list(form.columns) == [str(site.column.pk)]
    response = client.post(
        reverse("columns:from_file"), {"file": upload(official().content()), "column": other.pk, "kind": "disclosure"}
    )
    assert list(response.context["form"].errors) == ["column"] and not Disclosure.objects.exists()


def test_who_may_add_nowhere_is_refused(client, site):
    client.force_login(factories.PostFactory(capacity="leader").person)
    assert client.get(reverse("columns:from_file")).status_code in (302, 403)


def test_what_became_of_a_file_is_for_its_unit(client, site, liaison):
    send(client, site, upload(official().content()))
    address = reverse("columns:conversion", args=[Conversion.objects.get().pk])
    client.force_login(site.department.registration.handler)
    assert client.get(address).status_code == 200
    client.force_login(site.department.farmland.handler)
    assert client.get(address).status_code in (302, 403)


def test_the_column_leads_to_it_and_the_draft_leads_back(client, site, liaison):
    explorer = client.get(reverse("wagtailadmin_explore", args=[site.column.pk])).content.decode()
    assert f"{reverse('columns:from_file')}?column={site.column.pk}" in explorer
    adding = client.get(reverse("wagtailadmin_pages:add_subpage", args=[site.column.pk])).content.decode()
    assert f"{reverse('columns:from_file')}?column={site.column.pk}" in adding
    send(client, site, upload(official().content()))
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[Disclosure.objects.get().pk])).content.decode()
    assert reverse("columns:conversion", args=[Conversion.objects.get().pk]) in editor
