"""A public answer is looked at anew on its day: its unit is told once, "still right" is recorded, readers are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction import jobs, services
from interaction.models import AnswerReview, TicketSettings
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import verify
from portal.notices.models import Notice
from tests.factories import DECLARED
from tests.interaction.conftest import PUBLIC, passed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
LIST, DAYS = "/admin/tickets/answers/", "/admin/tickets/answers/days/"
WARNING = "本答复应于"


@pytest.fixture
def review(answered):
    return AnswerReview.objects.get()


@pytest.fixture
def due(review):
    """Return the review once its day has come: nothing else has changed."""
    AnswerReview.objects.update(review_on=timezone.localdate())
    return AnswerReview.objects.get()


def entries(act):
    return Entry.objects.filter(act=act)


def notices(person):
    return Notice.objects.filter(person=person, text__contains="复核")


def test_a_public_answer_is_looked_at_after_a_year(review):
    assert review.review_on == timezone.localdate() + timedelta(days=365)
    assert not review.is_due() and review.is_due(review.review_on)


def test_an_answer_for_the_person_alone_has_no_day(people, assigned):
    draft = services.draft_reply(assigned, people.registration_liaison, private_text="请周四来。", audience="private")
    case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    approvals.agree(case.pk, people.registration_head, case.version)
    assert not AnswerReview.objects.exists()


def test_its_unit_is_told_once_and_nobody_before(people, review):
    jobs.remind_of_reviews({})
    assert not entries("answer.review_due").exists()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365), tick=False):
        for _ in range(2):
            jobs.remind_of_reviews({})
    assert entries("answer.review_due").count() == 1
    assert notices(people.registration_liaison).count() == notices(people.registration_handler).count() == 1
    assert not notices(people.farmland_liaison).exists() and not notices(people.office_liaison).exists()


def test_one_press_says_that_it_is_still_right(people, due, signed_in):
    services.remind_of_reviews()
    staff = signed_in(people.registration_handler)
    assert PUBLIC["public_title"] in staff.get(LIST).content.decode()
    staff.post(f"{LIST}{due.pk}/still-right/", {"version": due.version})
    found = AnswerReview.objects.get()
    assert (found.reviewed_by, found.reminded_at) == (people.registration_handler, None)
    assert found.review_on == timezone.localdate() + timedelta(days=365)
    entry = entries("answer.still_right").get()
    assert entry.data["number"] == due.reply.number and entry.actor == people.registration_handler
    assert PUBLIC["public_title"] not in staff.get(LIST).content.decode()
    assert [problem for problem in verify() if problem.seq] == []


def test_it_is_told_again_when_its_next_day_has_come(people, due):
    services.remind_of_reviews()
    services.still_right(due, people.registration_head)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=366), tick=False):
        assert services.remind_of_reviews() == 1


@pytest.mark.parametrize("who", ["farmland_head", "office_head", "registration_leader", "root", "nobody"])
def test_nobody_else_says_so(people, due, who):
    with pytest.raises(ActRefused):
        services.still_right(due, getattr(people, who))
    assert AnswerReview.objects.get().reviewed_at is None


def test_not_before_its_day_and_not_on_what_somebody_did_meanwhile(people, review):
    with pytest.raises(ActRefused):
        services.still_right(review, people.registration_head)
    AnswerReview.objects.update(review_on=timezone.localdate())
    with pytest.raises(Stale):
        services.still_right(review, people.registration_head, version=7)


def test_the_list_holds_what_is_due_of_ones_own_unit(people, due, signed_in):
    assert due.reply.number not in signed_in(people.farmland_head).get(LIST).content.decode()
    assert due.reply.number in signed_in(people.registration_head).get(LIST).content.decode()
    assert "待复核答复 (1)" in signed_in(people.registration_head).get("/admin/tickets/").content.decode()


def test_who_took_the_place_of_a_dissolved_unit_looks_at_its_answers(people, due):
    unit = people.units["registration"]
    unit.is_active, unit.successor = False, people.units["farmland"]
    unit.save()
    assert list(services.due_for(people.farmland_handler)) == [due]
    services.still_right(due, people.farmland_handler)


def test_readers_are_told_while_nobody_has_looked(people, review, client):
    address = f"/interaction/answers/{review.reply.number}/"
    assert WARNING not in client.get(address).content.decode()
    AnswerReview.objects.update(review_on=timezone.localdate())
    assert WARNING in client.get(address).content.decode()
    services.still_right(review, people.registration_head)
    page = client.get(address).content.decode()
    assert WARNING not in page and "最近复核" in page


def test_the_office_sets_after_how_many_days(people, due, signed_in):
    staff = signed_in(people.office_liaison)
    assert staff.post(DAYS, {"days": "3"}).status_code == 422
    staff.post(DAYS, {"days": "180"})
    assert TicketSettings.current().answers_reviewed_after == 180
    assert entries("tickets.review_days_set").get().data == {"before": 365, "now": 180}
    services.still_right(due, people.registration_head)
    assert AnswerReview.objects.get().review_on == timezone.localdate() + timedelta(days=180)
    assert signed_in(people.registration_head).post(DAYS, {"days": "90"}).status_code in (302, 403)
    assert TicketSettings.current().answers_reviewed_after == 180
