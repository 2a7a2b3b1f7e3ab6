"""The first page of the admin counts all that waits for somebody, whoever handles it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from interaction.models import Ticket
from interaction.waiting import waits_of
from portal.addons.types import Waits

pytestmark = pytest.mark.django_db
NOTHING = "您没有待办事项"


@pytest.fixture
def home(signed_in):
    """Return a function that reads somebody's first page: its figures by label, and the page."""

    def read(person):
        answer = signed_in(person).get(reverse("wagtailadmin_home"))
        page = answer.content.decode()
        today = next(c for c in answer.context if "stats" in c)
        return {str(row["label"]): row for row in today["stats"]}, page

    return read


def test_a_ticket_that_waits_is_counted_and_nobody_is_told_that_nothing_waits(people, home, assigned):
    figures, page = home(people.registration_handler)
    assert figures["待我办理"]["value"] == 1 and NOTHING not in page
    assert figures["待我办理"]["url"] == "#waits-for-me" and 'id="waits-for-me"' in page
    assert page.index(assigned.number) < page.index("我送出的"), "what waits stands above what was sent"
    figures, page = home(people.farmland_handler)
    assert figures["待我办理"]["value"] == 0 and NOTHING in page


def test_overdue_and_due_today_are_told_apart(people, home, assigned):
    with time_machine.travel(assigned.due_at - timedelta(hours=2), tick=False):
        figures, _page = home(people.registration_handler)
        assert (figures["已超期"]["value"], figures["今日到期"]["value"]) == (0, 1)
        assert figures["今日到期"]["kind"] == "soon" and figures["今日到期"]["url"] == "#waits-for-me"
    with time_machine.travel(assigned.due_at + timedelta(hours=2), tick=False):
        figures, _page = home(people.registration_handler)
        assert (figures["已超期"]["value"], figures["今日到期"]["value"]) == (1, 0)
        assert figures["已超期"]["kind"] == "urgent"


def test_cases_and_tickets_are_counted_together(people, home, case, receipt):
    figures, page = home(people.registration_head)
    assert figures["待我办理"]["value"] == 1 and "待我办理" in page and figures["待我办理"]["url"].startswith("/admin/")
    assert waits_of(Ticket.objects.all()) == Waits(total=1)
    assert Waits(2, 1, 0) + Waits(1, 0, 1) == Waits(3, 1, 1)


def test_the_worklist_leads_to_what_waits_elsewhere(people, signed_in, assigned):
    page = signed_in(people.registration_handler).get(reverse("approvals:worklist")).content.decode()
    assert NOTHING not in page and "另有 1 项" in page
    assert NOTHING in signed_in(people.farmland_handler).get(reverse("approvals:worklist")).content.decode()
