"""Whoever handles tickets finds them by number, unit, day and words: among those that they may read and no others."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interaction import searching, services
from interaction.models import Ticket

from .conftest import QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
LIST = "/admin/tickets/"
OTHER = QUESTION | {"subject": "农用地转用要多久", "text": "想问一下农用地转用的审批一般要多少个工作日。"}


@pytest.fixture
def other(people):
    return services.assign(services.submit(**OTHER).ticket, people.units["farmland"], people.office_liaison)


def found_by(staff, asked, **more):
    page = staff.get(LIST, {"q": asked, **more})
    return {row["title"].split()[-1] for row in page.context["rows"]}


def test_by_number_subject_words_unit_and_day(people, assigned, other, signed_in):
    staff = signed_in(people.office_liaison)
    both = {assigned.number, other.number}
    assert found_by(staff, assigned.number.lower()) == {assigned.number}
    assert found_by(staff, assigned.number[-4:]) == {assigned.number}
    assert found_by(staff, "宅基地") == {assigned.number}
    assert found_by(staff, "农用地　审批") == {other.number}
    assert found_by(staff, "farmland处") == {other.number}
    assert found_by(staff, timezone.localdate().isoformat()) == both
    assert found_by(staff, "宅基地 审批") == found_by(staff, "海域") == set()
    assert QUESTION["subject"] in staff.get(LIST, {"q": "宅基地"}).content.decode()


def test_it_finds_what_is_not_one_s_turn_and_stays_within_the_chips(people, case, other, signed_in):
    number = case.snapshot["number"]
    staff = signed_in(people.office_liaison)
    assert found_by(staff, "宅基地") == {number}
    assert found_by(staff, "宅基地", state="replying") == {number}
    assert found_by(staff, "宅基地", state="assigned") == found_by(staff, "宅基地", kind="error") == set()


def test_nobody_finds_what_they_may_not_read(people, assigned, other, signed_in):
    staff = signed_in(people.farmland_liaison)
    assert found_by(staff, "宅基地") == found_by(staff, assigned.number) == set()
    assert found_by(staff, "农用地") == {other.number}
    assert searching.subjects([assigned, other], people.farmland_liaison) == {other.pk: OTHER["subject"]}
    assert signed_in(people.root).get(LIST, {"q": "宅基地"}).status_code in (302, 403)


def test_what_was_erased_is_found_by_its_number_only(people, assigned, signed_in):
    services.destroy_keys(assigned)
    staff = signed_in(people.office_liaison)
    assert found_by(staff, "宅基地") == set()
    assert found_by(staff, assigned.number) == {assigned.number}


def test_words_are_looked_for_in_so_many_and_the_page_says_so(people, assigned, other, signed_in, monkeypatch):
    monkeypatch.setattr(searching, "LOOKED_INTO", 1)
    Ticket.objects.filter(pk=assigned.pk).update(received_at=timezone.now() - timedelta(days=1))
    staff = signed_in(people.office_liaison)
    assert found_by(staff, "宅基地") == set()
    assert found_by(staff, assigned.number) == {assigned.number}
    assert "1 件" in staff.get(LIST, {"q": "宅基地"}).content.decode()


def test_a_search_costs_the_same_however_many_there_are(people, assigned, signed_in):
    staff = signed_in(people.office_liaison)
    staff.get(LIST, {"q": "宅基地"})
    with CaptureQueriesContext(connection) as one:
        staff.get(LIST, {"q": "宅基地"})
    for _time in range(4):
        services.assign(services.submit(**QUESTION).ticket, people.units["farmland"], people.office_liaison)
    with CaptureQueriesContext(connection) as five:
        staff.get(LIST, {"q": "宅基地"})
    assert len(five) == len(one)
