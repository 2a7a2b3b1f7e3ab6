"""Columns at the address of a room are updated by what the room publishes (clause G3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from columns import reading
from columns.models import ColumnPage, Life
from columns.sections import duty
from interaction import services
from interaction.activities import results
from interaction.activities import services as activities
from interaction.activities.models import Activity, ActivityKind
from interaction.hot_issues import services as hot_issues
from portal.approvals import services as approvals
from portal.approvals.permits import table_permit
from portal.oversight.cleanup.figures import lines
from portal.oversight.models import Campaign
from tests import factories
from tests.factories import DECLARED, acts
from tests.interaction.activities.conftest import approved, drafted
from tests.interaction.conftest import PUBLIC, QUESTION, passed
from tests.interaction.hot_issues.conftest import SAID
from tests.interaction.hot_issues.conftest import drafted as response_to
from tests.interaction.live import building

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G3")]
LONG_AGO = timedelta(days=700)


def opened(site: factories.Site, *slugs: str) -> ColumnPage:
    """Open a column below others (slugs from the home page down); all of them became active long ago."""
    above, staff = site.home, site.department.registration
    for slug in slugs:
        known = ColumnPage.objects.filter(slug=slug).first()
        above = known or factories.open_column(staff, above, slug, f"栏目{slug}")
    with table_permit(Life._meta.db_table, "test", None):
        Life.objects.update(state="active", activated_at=timezone.now() - LONG_AGO)
    return above


def standing(column: ColumnPage) -> duty.Standing:
    return duty.read([column.pk])[0]


def answer(people, ticket) -> None:
    """Have registration answer a ticket to everybody, through its case."""
    services.assign(ticket, people.units["registration"], people.office_liaison)
    reply = services.draft_reply(
        ticket, people.registration_liaison, private_text="请来二号窗口。", audience="public", **PUBLIC
    )
    case = passed(people, services.send_reply(reply, people.registration_liaison, DECLARED))
    approvals.agree(case.pk, people.registration_head, case.version)


def up_to_date(column: ColumnPage) -> bool:
    """Say whether a column and all above it were updated today, wherever that is told."""
    campaign = Campaign(year=timezone.localdate().year)
    told = {line.page_id: line.last_update for line in lines(campaign)}
    places = [column, *ColumnPage.objects.ancestor_of(column)]
    moments = [moment for place in places for moment in (standing(place).last, reading.last_update(place))]
    assert len(set(moments)) == 1, "lists, pages and the duty say the same"
    return all(moment and moment.date() == timezone.now().date() for moment in moments) and all(
        told[place.pk] == timezone.localdate() and standing(place).signal == "green" for place in places
    )


def test_an_answer_to_everybody_updates_the_column_of_answers(people, site, ticket):
    column = opened(site, "interaction", "answers")
    assert standing(column).last is None and standing(column).signal == "red"
    answer(people, ticket)
    assert up_to_date(column)
    assert standing(site.column).last is None, "what stands elsewhere isn't updated by it"
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert standing(column).signal == "red"


def test_activities_and_their_results_update_their_column(people, site):
    column = opened(site, "interaction", "activities")
    assert standing(column).signal == "red"
    draft = drafted(ActivityKind.VOTE, people.registration_liaison, people.units["registration"])
    approved(people, activities.send(draft, people.registration_liaison, DECLARED))
    activity = Activity.objects.get()
    assert up_to_date(column)
    before = standing(column).last
    with time_machine.travel(activity.closes_at + timedelta(hours=1), tick=False):
        activities.close(activity)
        result = results.draft(Activity.objects.get(), people.registration_liaison, "投票结束。")
        assert standing(column).last == before
        approved(people, results.send(result, people.registration_liaison, DECLARED))
        assert standing(column).last > before


def test_interviews_and_what_is_said_in_them_update_their_column(people, site):
    column = opened(site, "interaction", "live")
    staff = site.department.registration
    building.announcement(staff)
    assert standing(column).signal == "red", "an announcement that nobody approved"
    interview = building.announced(staff)
    assert up_to_date(column)
    before = standing(column).last
    building.said(interview, staff)
    assert standing(column).last > before


def test_responses_to_hot_issues_update_their_column(people, site):
    column = opened(site, "interaction", "hot-issues")
    staff = site.department.registration
    issue = hot_issues.ask(staff.unit, people.office_liaison, days=3, **SAID)
    response = response_to(issue, staff)
    assert standing(column).signal == "red"
    acts.approve(response, staff.liaison, timezone.now())
    assert up_to_date(column)


def test_a_column_that_takes_questions_owes_nothing_while_none_waits(people, site):
    column = opened(site, "interaction", "consult")
    assert standing(column).signal == "" and standing(column).due is None
    ticket = services.submit(**QUESTION, wish_public=False).ticket
    assert standing(column).signal == "red", "long ago activated, nobody ever answered"
    answer(people, ticket)
    assert standing(column).signal == "" and standing(column).last.date() == timezone.now().date()
    complaints = opened(site, "interaction", "complain")
    services.submit(**QUESTION, wish_public=False)
    assert standing(complaints).signal == "", "a question is no complaint"
    assert standing(opened(site, "interaction")).signal == "green", "what stands above counts all of it"


def test_a_room_is_asked_once_however_many_columns_lie_above_it(site):
    column = opened(site, "interaction", "answers")
    with CaptureQueriesContext(connection) as one:
        reading.last_updates([column])
    with CaptureQueriesContext(connection) as two:
        reading.last_updates([column, ColumnPage.objects.get(slug="interaction")])
    answers = [query for query in two.captured_queries if "interaction_reply" in query["sql"]]
    assert len(answers) == 1 and len(two) > len(one), "the other rooms below the section are asked too"
