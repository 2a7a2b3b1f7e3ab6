"""Builders of what tests need: a small department, its site, and things to approve. They build through real cases."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from factory.django import DjangoModelFactory
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from columns.models import (
    Attachment,
    ColumnPage,
    Disclosure,
    Interpretation,
    NewsPage,
    OpeningRequest,
    RetirementRequest,
)
from home.models import HomePage
from home.services import lay_foundation
from portal.approvals import file_checks, services
from portal.approvals.models import Case, FileCheck
from portal.demonstration import acts
from portal.files.models import Document
from portal.organisation.models import Capacity, FunctionAssignment, Post, Unit, User
from portal.screening.kinds import VERSION

DECLARED = acts.DECLARED  # the secrecy checklist, answered without a doubt
CHECKLIST = {f"secrecy_{code}": answer for code, answer in DECLARED.items()}  # the same as a form posts it


class UserFactory(DjangoModelFactory):
    """A person without a post."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    full_name = factory.Sequence(lambda n: f"某某{n}")
    password = factory.django.Password("pw")


class UnitFactory(DjangoModelFactory):
    """A unit with everybody whom clause G2 asks for: see :func:`people_of`."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"unit-{n}")
    name = factory.Sequence(lambda n: f"第{n}处室")
    short_name = factory.LazyAttribute(lambda unit: unit.name)


class PostFactory(DjangoModelFactory):
    """A post held since last year."""

    class Meta:
        model = Post

    person = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    capacity = Capacity.HANDLER
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))


@dataclass
class Staff:
    """The people of one unit."""

    unit: Unit
    head: User
    liaison: User
    secrecy: User
    handler: User
    leader: User


def staffed_unit(code: str, *functions: str) -> Staff:
    """Make a unit with a person in every capacity, carrying some functions."""
    unit = UnitFactory(code=code, name=f"{code}处", disclosure_code=f"X{code.upper()[:8]}")
    for function in functions:
        FunctionAssignment.objects.create(function=function, unit=unit)
    capacities = {
        "head": Capacity.HEAD,
        "liaison": Capacity.LIAISON,
        "secrecy": Capacity.SECRECY_REVIEWER,
        "handler": Capacity.HANDLER,
        "leader": Capacity.LEADER_IN_CHARGE,
    }
    people = {
        name: PostFactory(person__username=f"{code}-{name}", unit=unit, capacity=capacity).person
        for name, capacity in capacities.items()
    }
    return Staff(unit, **people)


@dataclass
class Department:
    """A department with the functions that cases need, and one ordinary unit."""

    office: Staff
    planning: Staff
    publicity: Staff
    technology: Staff
    registration: Staff
    farmland: Staff


def make_department() -> Department:
    """Make the department of the tests."""
    return Department(
        office=staffed_unit("office", "office"),
        planning=staffed_unit("planning", "planning"),
        publicity=staffed_unit("publicity", "publicity_centre"),
        technology=staffed_unit("technology", "technology_centre"),
        registration=staffed_unit("registration"),
        farmland=staffed_unit("farmland"),
    )


@dataclass
class Site:
    """A public site with one section and one column that is being filled."""

    department: Department
    home: HomePage
    section: ColumnPage
    column: ColumnPage


def make_site() -> Site:
    """Make a department and its site."""
    return make_site_of(make_department())


def make_site_of(department: Department) -> Site:
    """Make a site through its cases: a public home page and section, and an activating column of registration."""
    now = timezone.now()
    home = lay_foundation("省厅", host="testserver")
    acts.approve(home, department.office.liaison, now)
    section = ColumnPage(
        title="政务公开",
        slug="disclosure",
        kind="section",
        owner_unit=department.office.unit,
        live=False,
        show_in_menus=True,
    )
    HomePage.objects.get(pk=home.pk).add_child(instance=section)
    section.save_revision()
    acts.approve(section, department.office.liaison, now)
    column = open_column(department.registration, ColumnPage.objects.get(pk=section.pk), "policy", "政策文件")
    return Site(department, HomePage.objects.get(), ColumnPage.objects.get(pk=section.pk), column)


def open_column(staff: Staff, parent: ColumnPage, slug: str, title: str) -> ColumnPage:
    """Open a column through a unit's approved request; it is activating."""
    request = OpeningRequest.objects.create(
        title=title,
        slug=slug,
        kind="disclosure",
        parent=parent,
        purpose="公开文件",
        owner_unit=staff.unit,
        update_days=30,
        made_by=staff.liaison,
    )
    acts.approve(request, staff.liaison, timezone.now())
    return ColumnPage.objects.get(slug=slug)


def retire(site: Site) -> None:
    """Retire the site's column through an approved request."""
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="职能划出", made_by=liaison)
    acts.approve(request, liaison, timezone.now())


def tile(text: str) -> list[dict[str, Any]]:
    """A body with one tile of running text."""
    return [{"type": "rich_text", "value": f"<p>{text}</p>", "id": "0b1c1f5e-0000-4000-8000-000000000001"}]


def draft_disclosure(site: Site, slug: str = "doc", **fields: Any) -> Disclosure:
    """Add the draft of a disclosure to the site's column, made by registration's liaison."""
    values: dict[str, Any] = {
        "title": "关于规范不动产登记档案查询利用工作的通知",
        "document_number": "岭自然资规〔2026〕8号",
        "formed_on": timezone.localdate() - timedelta(days=1),
        "maker_unit": site.department.registration.unit,
        "owner": site.department.registration.liaison,
        "topic": "resources-registration",
        "body": tile("为规范不动产登记档案的查询和利用，现就有关事项通知如下。"),
        **fields,
    }
    page = Disclosure(slug=slug, live=False, **values)
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision(user=site.department.registration.liaison)
    return page


def public_disclosure(site: Site, slug: str = "doc", **fields: Any) -> Disclosure:
    """A disclosure that went through its whole route."""
    page = draft_disclosure(site, slug, **fields)
    acts.approve(page, site.department.registration.liaison, timezone.now())
    return Disclosure.objects.get(pk=page.pk)


def sent_case(site: Site, slug: str = "doc", declaration: Any = None, **fields: Any) -> Case:
    """The case of a disclosure that registration's liaison sent; it waits for the secrecy reviewer."""
    page, liaison = draft_disclosure(site, slug, **fields), site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=declaration or DECLARED)


def passed_case(site: Site, slug: str = "doc", **fields: Any) -> Case:
    """Such a case, past the secrecy reviewer: it waits for the unit head."""
    case = sent_case(site, slug, **fields)
    return services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)


def public_news(site: Site, slug: str = "news-item") -> NewsPage:
    """A news item that went through its whole route."""
    page = NewsPage(
        title="全省不动产登记工作会议召开",
        slug=slug,
        live=False,
        maker_unit=site.department.registration.unit,
        body=tile("会议部署了下一阶段工作。"),
    )
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision()
    acts.approve(page, site.department.registration.liaison, timezone.now())
    return NewsPage.objects.get(pk=page.pk)


def draft_interpretation(site: Site, explains: Disclosure, slug: str = "explained", **fields: Any) -> Interpretation:
    """Add the draft of an interpretation to the site's column, made by registration's handler."""
    values: dict[str, Any] = {
        "title": "一图读懂：不动产登记档案怎么查",
        "maker_unit": site.department.registration.unit,
        "body": tile("带上身份证件，到登记机构申请查询。"),
        **fields,
    }
    page = Interpretation(
        slug=slug, live=False, interprets=explains, owner=site.department.registration.handler, **values
    )
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision(user=site.department.registration.handler)
    return page


def public_interpretation(site: Site, explains: Disclosure, slug: str = "explained") -> Interpretation:
    """An interpretation of a public document, through its whole route."""
    page = draft_interpretation(site, explains, slug)
    acts.approve(page, site.department.registration.liaison, timezone.now())
    return Interpretation.objects.get(pk=page.pk)


def pdf_bytes(text: str) -> bytes:
    """A one-page PDF with a line of Chinese text."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 700, text)
    canvas.save()
    return buffer.getvalue()


def long_pdf(pages: int) -> bytes:
    """A PDF of so many pages, each with its number."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, str(number))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def document(name: str = "查询申请表.pdf", text: str = "统一编号", uploader: User | None = None) -> Document:
    """A stored PDF document."""
    row = Document(title=name.removesuffix(".pdf"), uploaded_by_user=uploader, original_name=name)
    row.file.save(name, ContentFile(pdf_bytes(text)), save=False)
    row._set_document_file_metadata()
    row.save()
    row.file.close()
    return checked(row)


def checked(file: Any) -> Any:
    """A stored file that the detectors have read and found nothing in, as it is some time after its upload."""
    FileCheck.objects.update_or_create(
        sha256=file.sha256,
        suffix=file_checks.carried_by("Document", file).suffix,
        detectors=VERSION,
        defaults={"state": FileCheck.State.DONE, "found": []},
    )
    return file


def attach(page: Disclosure, file: Document) -> None:
    """Attach a file to a draft, as a new revision."""
    page.attachments.add(Attachment(document=file))
    page.save_revision()


def today() -> date:
    """Today, by the site's clock."""
    return timezone.localdate()


def stored_files() -> set[str]:
    """Names of everything in the storage of uploads."""
    root = Path(default_storage.path(""))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
