"""Pages of the clean-up: who sees what, acts by forms, clear words, and a fixed number of queries."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.oversight.cleanup import services
from portal.oversight.cleanup.states import CampaignState
from portal.oversight.models import Campaign, CleanupLine
from portal.oversight.panels import lines_for
from tests import factories
from tests.oversight.cleanup.test_services import later

pytestmark = [pytest.mark.django_db, pytest.mark.clause("O5")]


def url(cleaned, name: str = "campaign", *more) -> str:
    return reverse(f"cleanup:{name}", args=[cleaned.campaign.pk, *more])


def shown(client, person, address: str) -> set[int] | int:
    """The pages of the lines that somebody sees; the status where there is no page."""
    client.force_login(person)
    answer = client.get(address)
    return {row.line.page_id for row in answer.context["rows"]} if answer.status_code == 200 else answer.status_code


def test_those_who_clean_up_see_all_and_a_unit_its_own(client, cleaned):
    department, column, section = cleaned.site.department, cleaned.site.column.pk, cleaned.site.section.pk
    assert shown(client, department.registration.head, url(cleaned)) == 404, "nobody has been asked"
    cleaned.asked()
    for person in (department.office.handler, department.publicity.head, department.technology.liaison):
        assert shown(client, person, url(cleaned)) >= {column, section}
    assert shown(client, department.registration.head, url(cleaned)) == {column}
    for person in (department.farmland.head, department.registration.handler):
        assert shown(client, person, url(cleaned)) == 404
    client.force_login(department.farmland.head)
    assert client.get(reverse("cleanup:line", args=[cleaned.line().pk])).status_code == 404
    assert "还没有" in client.get(reverse("cleanup:campaigns")).content.decode()
    client.force_login(department.registration.handler)
    assert client.get(reverse("cleanup:campaigns")).url == reverse("wagtailadmin_home")


def test_the_office_opens_one_and_asks(client, site):
    factories.public_disclosure(site)
    client.force_login(site.department.office.liaison)
    page, year = reverse("cleanup:campaigns"), factories.today().year
    form = {"year": year, "times_duty": 3, "idle_days": 365, "few_items": 3}
    refused = client.post(page, {**form, "year": year + 1})
    assert refused.status_code == 200 and refused.context["form"].errors["year"] and not Campaign.objects.exists()
    opened = client.post(page, form)
    campaign = Campaign.objects.get()
    assert opened.url == reverse("cleanup:campaign", args=[campaign.pk])
    assert client.get(page).context["form"] is None
    act = reverse("cleanup:act", args=[campaign.pk, "ask"])
    client.post(act, {"until": "bald"})
    assert Campaign.objects.get().state == CampaignState.OPENED
    client.post(act, {"until": (factories.today() + services.LONGEST).isoformat()})
    assert Campaign.objects.get().state == CampaignState.ANSWERING


def test_a_unit_answers_from_its_panel(client, cleaned):
    head = cleaned.site.department.registration.head
    address = reverse("cleanup:line", args=[cleaned.line().pk])
    assert not [line for line in lines_for(head) if "清理" in line.text]
    cleaned.asked()
    (panel,) = [line for line in lines_for(head) if "清理" in line.text]
    client.force_login(head)
    assert address in client.get(panel.url).content.decode()
    refused = client.post(address, {"answer": "objects", "reason": ""})
    assert refused.status_code == 200 and refused.context["form"].non_field_errors()
    assert client.post(address, {"answer": "objects", "reason": "仍有需求"}).status_code == 302
    assert cleaned.line().answer == CleanupLine.Answer.OBJECTS
    assert not [line for line in lines_for(head) if "清理" in line.text]


def test_the_office_is_told_when_it_can_go_on(cleaned):
    cleaned.asked()
    assert not [line for line in lines_for(cleaned.liaison) if "可以决定" in line.text]
    with later(15):
        assert [line for line in lines_for(cleaned.liaison) if "可以决定" in line.text]
        assert not [line for line in lines_for(cleaned.site.department.office.head) if "可以决定" in line.text]


def test_filters_narrow_and_nonsense_does_not(client, cleaned):
    cleaned.answered()
    column, section = cleaned.site.column.pk, cleaned.site.section.pk
    unit = cleaned.site.department.registration.unit.pk
    CleanupLine.objects.filter(page=column).update(proposal="close", answer="")
    for query, pages in (
        (f"unit={unit}", {column}),
        ("proposal=close", {column}),
        ("answer=none", {column}),
        ("answer=agrees", {section}),
        ("verdict=none", {column, section}),
        ("verdict=keep", set()),
        ("unit=x&proposal=y&answer=z&verdict=q", {column, section}),
    ):
        assert shown(client, cleaned.liaison, f"{url(cleaned)}?{query}") == pages, query


def test_the_office_decides_and_sends_and_others_may_not(client, cleaned):
    cleaned.collected()
    address = reverse("cleanup:line", args=[cleaned.line().pk])
    for person in (cleaned.site.department.publicity.head, cleaned.site.department.registration.head):
        client.force_login(person)
        assert client.get(address).context["form"] is None
        client.post(address, {"verdict": "close", "reason": "不要了"})
        client.post(url(cleaned, "act", "adopt"))
        assert cleaned.line().verdict == "" and not client.get(url(cleaned)).context["acts"]
    client.force_login(cleaned.liaison)
    refused = client.post(address, {"verdict": "close", "reason": ""})
    assert refused.status_code == 200 and refused.context["form"].non_field_errors()
    client.post(address, {"verdict": "close", "reason": "职能划出"})
    assert cleaned.line().verdict == "close"
    assert client.get(url(cleaned)).context["acts"] == ("adopt", "send", "call_off")
    client.post(url(cleaned, "act", "adopt"))
    assert client.get(url(cleaned)).context["acts"] == ("send", "call_off")
    assert client.get(url(cleaned, "act", "send")).url == url(cleaned)
    assert not Case.objects.filter(kind="cleanup").exists()
    sent = client.post(url(cleaned, "act", "send"))
    case = Case.objects.get(kind="cleanup")
    assert sent.url == reverse("approvals:case", args=[case.pk])
    client.force_login(cleaned.signers[2])
    summary = client.get(sent.url).content.decode()
    assert cleaned.site.column.title in summary
    client.force_login(cleaned.liaison)
    assert client.get(url(cleaned)).context["acts"] == () and client.get(address).context["form"] is None


def test_the_report_holds_figures_answers_signatures_and_what_is_closed(client, cleaned):
    client.force_login(cleaned.signers[1])
    assert client.get(url(cleaned, "report", "pdf")).status_code == 404
    case = cleaned.signed(policy="close")
    word = Document(io.BytesIO(client.get(url(cleaned, "report", "docx")).content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(part.text for part in word.paragraphs), *cells])
    signed = Entry.objects.filter(case_number=case.number, act="case.agreed")
    retirement = Case.objects.get(kind=services.RETIREMENT)
    for words in (
        cleaned.site.column.title, cleaned.line().proposal_reason, "按实际需要", retirement.number, case.number,
        *(str(person) for person in cleaned.signers), *(str(entry.seq) for entry in signed),
    ):  # fmt: skip
        assert words in text, words
    pages = PdfReader(io.BytesIO(client.get(url(cleaned, "report", "pdf")).content)).pages
    read = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert case.number in read and cleaned.site.column.title in read
    client.force_login(cleaned.site.department.registration.head)
    assert client.get(url(cleaned, "report", "pdf")).url == reverse("wagtailadmin_home")
    client.force_login(cleaned.liaison)
    progress = client.get(url(cleaned)).context["progress"]
    assert (progress.retiring, progress.requests, progress.ended) == (1, 1, 0)


def test_a_fixed_number_of_queries(client, cleaned):
    cleaned.signed(policy="close")
    client.force_login(cleaned.liaison)

    def count() -> int:
        client.get(url(cleaned))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(cleaned))
        return len(queries)

    few, line = count(), cleaned.line(cleaned.site.section)
    factories.open_column(cleaned.site.department.farmland, cleaned.site.section, "more", "更多")
    for page in (cleaned.site.home, type(cleaned.site.column).objects.get(slug="more")):
        line.pk, line.page_id = None, page.pk
        line.save()
    assert count() == few
