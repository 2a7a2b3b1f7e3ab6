"""Every kind of person and a case in every state, for the table of who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.approvals import permissions, services
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import DECLARED, Site

UNSURE = {**DECLARED, "rights": "unsure"}


def people(site: Site) -> dict[str, Any]:
    """Return a person of every kind, by the words of the table."""
    registration, office = site.department.registration, site.department.office
    head = registration.unit.posts.get(capacity=Capacity.HEAD, person=registration.head)
    until = factories.today() + timedelta(days=30)
    stand_in = factories.PostFactory(unit=registration.unit, capacity=Capacity.HEAD, stands_in_for=head, ends_on=until)
    ended = factories.PostFactory(
        unit=registration.unit, capacity=Capacity.HEAD, ends_on=factories.today() - timedelta(days=1)
    )
    factories.PostFactory(unit=registration.unit, person=registration.liaison, capacity=Capacity.HEAD)
    registrar = factories.PostFactory(unit=office.unit, capacity=Capacity.REGISTRAR)
    return {
        "maker (also a unit head)": registration.liaison,
        "secrecy reviewer": registration.secrecy,
        "unit head": registration.head,
        "stand-in of the unit head": stand_in.person,
        "former unit head": ended.person,
        "leader in charge": registration.leader,
        "colleague": registration.handler,
        "head of another unit": site.department.farmland.head,
        "secrecy reviewer of another unit": site.department.farmland.secrecy,
        "head of the Office": office.head,
        "staff of the Office": office.handler,
        "registrar of the Office": registrar.person,
        "staff of the publicity centre": site.department.publicity.handler,
        "superuser without a post": factories.UserFactory(is_superuser=True, is_staff=True),
        "nobody": factories.UserFactory(),
    }


def cases(site: Site) -> Iterator[tuple[str, Case]]:
    """Yield a case of important information in every state, by the words of the table."""
    registration, number = site.department.registration, iter(range(1000))

    def made() -> Case:
        page = factories.draft_disclosure(
            site, f"matrix-{next(number)}", document_number="", touches_vital_interests=True
        )
        return services.open_case(page, registration.liaison)

    def sent(**said: Any) -> Case:
        case = made()
        return services.send(case.pk, registration.liaison, case.version, **{"declaration": DECLARED, **said})

    def passed(**said: Any) -> Case:
        case = sent(**said)
        return services.pass_secrecy(case.pk, registration.secrecy, case.version)

    def at_leader(**said: Any) -> Case:
        case = passed(**said)
        return services.agree(case.pk, registration.head, case.version)

    def done(case: Case, act: Any, person: Any, *words: str) -> Case:
        return act(case.pk, person, case.version, *words)

    yield CaseState.DRAFTING, made()
    yield CaseState.SCREENING, _screening(made())
    yield CaseState.SECRECY_REVIEW, sent()
    yield CaseState.SECRECY_RULING, sent(declaration=UNSURE)
    yield f"{CaseState.IN_APPROVAL}: unit head", passed()
    yield f"{CaseState.IN_APPROVAL}: leader in charge", at_leader()
    correcting = done(at_leader(), services.begin_correction, registration.leader)
    yield f"{CaseState.IN_APPROVAL}: the leader is correcting", correcting
    later = timezone.now() + timedelta(days=2)
    yield CaseState.APPROVED, done(at_leader(not_before=later), services.agree, registration.leader)
    yield CaseState.CARRIED_OUT, done(at_leader(), services.agree, registration.leader)
    yield CaseState.RETURNED, done(passed(), services.return_case, registration.head, "请改")
    yield CaseState.REFUSED, done(passed(), services.refuse, registration.head, "不宜公开")
    yield CaseState.WITHDRAWN, done(passed(), services.withdraw, registration.liaison)


def _screening(case: Case) -> Case:
    """A case whose files are still being checked."""
    case.to_screening()
    case.save()
    return case


def table(site: Site) -> dict[tuple[str, str], list[str]]:
    """Return (state, person) → the acts that this person can do on a case in that state now."""
    everybody = people(site)
    return {
        (state, name): [act for act in permissions.RULES if permissions.can(act, case, person)]
        for state, case in cases(site)
        for name, person in everybody.items()
    }
