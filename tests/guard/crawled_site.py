"""The site that is crawled: the one of tests/access, with a registrar and with cases that wait for their last word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from columns import catalogue
from columns.models import CatalogueRule, OpeningRequest
from interaction import services as interaction
from interaction.models import Reply, Ticket
from portal.approvals import desks, takedowns, withdrawals
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.organisation.models import Capacity
from portal.registers.models import SiteMarks
from tests import factories
from tests.access import world as worlds
from tests.access.examples import Example, examples
from tests.access.routes import Route
from tests.access.world import World

KINDS = (*worlds.PEOPLE, "registrar")
# Cases that wait for one more word; with it, the public sees something else.
LAST = ("last_document", "last_request", "last_rule", "last_marks", "last_reply", "take_down", "withdrawal")
# More examples than whose of tests/access: where what stands in the address decides what can become public.
_MORE = {
    r"admin/cases/<int:pk>/$": {label: {"pk": label} for label in LAST},
    r"admin/pages/<int:page_id>/(edit|take-down|withdraw|evidence)/$": {"second": {"page_id": "second"}},
    r"admin/registers/sitemarks/(edit|delete|inspect)/": {"live": {"instance_pk": "live_marks"}},
    r"admin/columns/catalogue/<int:pk>/": {"live": {"pk": "live_rule"}},
}


def places(route: Route) -> Iterator[tuple[str, Example]]:
    """Examples of a URL, more than tests/access has: its key, and what its parameters stand for."""
    yield from list(examples(route)) or [(route.pattern, {})]
    for start, found in _MORE.items():
        if re.match(start, route.pattern):
            yield from ((f"{route.pattern} [{label}]", example) for label, example in found.items())


def build() -> World:
    """Build the site, through real cases."""
    world = worlds.build()
    office = world.site.department.office
    registrar = factories.PostFactory(
        person__username="registrar", unit=office.unit, capacity=Capacity.REGISTRAR
    ).person
    more = {**_pages(world), **_rows(world)}
    return World({**world.people, "registrar": registrar}, {**world.objects, **more}, world.site)


def _sent_to_last_desk(subject: Any, maker: Any) -> int:
    return _to_last_desk(acts.send(subject, maker, timezone.now()))


def _to_last_desk(case: Case) -> int:
    """Have everybody agree to a case but the last desk; its key."""
    now = timezone.now()
    if case.state == CaseState.SECRECY_REVIEW:
        case = acts.pass_secrecy(case, now)
    while case.stage + 1 < len(case.stages) or len(desks.waiting_desks(case, desks.desks_done(case))) > 1:
        case = acts.agree(case, now)
    return case.pk


def _pages(world: World) -> dict[str, int]:
    site, liaison = world.site, world.site.department.registration.liaison
    last = factories.draft_disclosure(site, "last", title="待批", document_number="岭自然资规〔2026〕11号")
    factories.attach(last, factories.document("待批附件.pdf", "待批"))
    gone = factories.public_news(site, "gone")
    row = takedowns.take_down(gone, site.department.publicity.head, "内容有误")
    second = factories.public_news(site, "second")
    leaving = withdrawals.ask(factories.public_news(site, "leaving"), liaison, "已过时")
    return {
        "last_document": _sent_to_last_desk(last, liaison),
        "take_down": Case.objects.about("take_down", row.pk).get().pk,
        "withdrawal": _sent_to_last_desk(leaving, liaison),
        "second": second.pk,
    }


def _rows(world: World) -> dict[str, int]:
    department = world.site.department
    liaison, office = department.registration.liaison, department.office.liaison
    now = timezone.now()
    request = OpeningRequest.objects.create(
        title="待开栏目", slug="last", kind="disclosure", parent=world.site.section, purpose="公开", made_by=liaison,
        owner_unit=department.registration.unit, update_days=30,
    )  # fmt: skip
    rule = {"scheme": "topic", "note": "细化", "made_by": office}
    terms = catalogue.current_texts()["topic"].rstrip()
    live_rule = CatalogueRule.objects.create(text=f"{terms}\ncrawled-land 土地", **rule)
    acts.approve(live_rule, office, now)
    next_rule = CatalogueRule.objects.create(text=f"{terms}\ncrawled-sea 海洋", **rule)
    marks = {"organisation_name": "省厅", "identification_code": "4400000001", "created_by": office}
    live_marks = SiteMarks.objects.create(**marks)
    acts.approve(live_marks, office, now)
    next_marks = SiteMarks.objects.create(**{**marks, "organisation_name": "省自然资源厅"})
    return {
        "last_request": _sent_to_last_desk(request, liaison),
        "live_rule": live_rule.pk,
        "last_rule": _sent_to_last_desk(next_rule, office),
        "live_marks": live_marks.pk,
        "last_marks": _sent_to_last_desk(next_marks, office),
        "last_reply": _reply(world),
    }


def _reply(world: World) -> int:
    """The case of a reply for everybody, at its last desk."""
    liaison = world.site.department.registration.liaison
    ticket = Ticket.objects.get(pk=world.objects["ticket"])
    reply = interaction.draft_reply(
        ticket, liaison, private_text="请带身份证件。", audience=Reply.Audience.PUBLIC, public_title="要带哪些材料",
        public_question="办理登记要带哪些材料？", public_answer="请带身份证件。",
    )  # fmt: skip
    return _to_last_desk(interaction.send_reply(reply, liaison, factories.DECLARED))
