"""A retirement that is killed: for the public all of it is retired, or nothing, and what follows comes to its end."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from columns.models import Life, RetirementRequest
from columns.sections.states import LifeState
from portal.approvals import services
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain, release_stale
from search.query import from_address
from search.services import find
from tests import factories
from tests.columns.test_importing import file_of, row, run_import
from tests.factories import DECLARED
from tests.plugins.processes import plant_roots, run_module

COUNT = 8


@pytest.fixture
def filled(tmp_path, monkeypatch) -> factories.Site:
    monkeypatch.setitem(settings.GONGKAI, "VAR", tmp_path)
    monkeypatch.setitem(settings.GONGKAI, "SEARCH_DIR", tmp_path / "search")
    plant_roots()
    site = factories.make_site()
    run_import(site, file_of(tmp_path, *(row(number) for number in range(1, COUNT + 1))))
    drain()
    return site


def at_the_last_desk(site: factories.Site) -> Case:
    registration = site.department.registration
    request = RetirementRequest.objects.create(
        page=site.column, reason="职能划出", made_by=registration.liaison, outcome="gone"
    )
    case = services.open_case(request, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    return services.agree(case.pk, registration.head, case.version)


def shown(site: factories.Site) -> tuple[int, int]:
    """How many of the column's pages the public gets, and how many it finds."""
    pages = [page.url for page in Page.objects.live().descendant_of(site.column)]
    return sum(Client().get(url).status_code == 200 for url in pages), find(
        from_address(QueryDict("q=法规"))
    ).results.total


@pytest.mark.clause("C6")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("when", "left"), [("before", COUNT), ("after", 0)])
def test_killed_it_is_whole_for_the_public_and_comes_to_its_end(filled, tmp_path, when, left):
    case = at_the_last_desk(filled)
    assert shown(filled) == (COUNT, COUNT)
    office = filled.department.office.liaison.username

    run = run_module(tmp_path, "tests.columns.sections.killed_retirement", case.pk, office, when)

    assert (run.returncode, run.stdout.strip()) == (-signal.SIGKILL, "killed"), run.stderr[-3000:]
    assert shown(filled) == (left, left)
    OutboxRow.objects.filter(status="claimed").update(claimed_at=timezone.now() - timedelta(days=1))
    release_stale()
    if when == "before":
        case = Case.objects.get(pk=case.pk)
        services.agree(case.pk, filled.department.office.liaison, case.version)
    drain()
    assert shown(filled) == (0, 0) and Life.objects.get(page=filled.column).state == LifeState.RETIRED
    assert Case.objects.get(pk=case.pk).state == CaseState.CARRIED_OUT
    assert not OutboxRow.objects.exclude(status="done").exists()
