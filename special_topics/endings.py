"""Reminders that a topic comes to its planned end, or is past it and still open (clause C6).

The round looks at how things stand, so it makes up for a standstill: of several reminders that were missed only the
last is given. A changed end (a new version of the topic's page) begins anew.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from columns.models import RetirementRequest
from columns.sections.kinds import RetirementKind, may_request
from columns.sections.life import key_of
from columns.sections.states import LifeState
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders, holders, liaisons_of

from .models import EndReminder, TopicPage

ROUND = "special_topics.endings"
TOPIC = "topic.ending"
AHEAD = (-30, -7, 0)  # days from the planned end
WEEK = 7
BATCH = 200


def go_round() -> int:
    """Give every reminder that is due today; return how many. Safe to repeat: each turn is given once."""
    today = timezone.localdate()
    near = _near_their_end(today)
    given = set(EndReminder.objects.filter(topic__in=near).values_list("topic_id", "ends_on", "turn"))
    turns = [(topic, turn_of(topic.ends_on, today)) for topic in near if topic.ends_on is not None]
    due = [(topic, turn) for topic, turn in turns if (topic.pk, topic.ends_on, turn) not in given]
    return sum(_remind(topic, turn) for topic, turn in due[:BATCH])  # the next round takes what is left


def turn_of(ends_on: date, today: date) -> int:
    """Return the turn of reminders that a day lies in, as days from the end; ValueError before the first one.

    Ahead there are those of :data:`AHEAD`; from the day after the end on there is one a week.
    """
    days = (today - ends_on).days
    if days > 0:
        return 1 + (days - 1) // WEEK * WEEK
    return max(turn for turn in AHEAD if turn <= days)


def closing_url(topic: TopicPage) -> str:
    """Return the address where a request to retire a topic begins; archiving it is what is proposed there."""
    return f"{reverse('sections:new_request', args=[RetirementKind.name])}?{urlencode({'page': topic.pk})}"


def _near_their_end(today: date) -> QuerySet[TopicPage]:
    """Open topics within reach of the first turn, the last end first, without those whose closing is asked for."""
    asked = [
        int(pk) for pk in Case.objects.locking().filter(kind=RetirementKind.name).values_list("subject_id", flat=True)
    ]
    closing = RetirementRequest.objects.filter(pk__in=asked).values("page")
    found = TopicPage.objects.filter(life__state=LifeState.ACTIVE, ends_on__lte=today - timedelta(days=AHEAD[0]))
    return found.exclude(pk__in=closing).select_related("owner_unit").order_by("-ends_on", "pk")


@transaction.atomic
def _remind(topic: TopicPage, turn: int) -> bool:
    lock_head()  # before every other lock, as every act does
    ends_on = topic.ends_on
    if ends_on is None or not EndReminder.objects.get_or_create(topic=topic, ends_on=ends_on, turn=turn)[1]:
        return False
    people = _audience(topic, turn)
    able = {person for person in people if may_request(person)}
    text = _sentence(topic, turn)
    notify(able, text=text, url=closing_url(topic), topic=TOPIC)
    notify(people - able, text=text, url=reverse("sections:overview"), topic=TOPIC)
    data = {"ends_on": ends_on.isoformat(), "turn": turn, "told": sorted(person.pk for person in people)}
    record(TOPIC, subject=key_of(topic), data=data)
    return True


def _audience(topic: TopicPage, turn: int) -> set[Any]:
    """The liaison of the unit; past the end also its head, and the Office."""
    unit = topic.owner_unit.acting
    people = set(liaisons_of(unit))
    if turn > 0:
        people |= {post.person for post in holders(unit, Capacity.HEAD)}
        people |= {post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD, Capacity.LIAISON))}
    return people


def _sentence(topic: TopicPage, turn: int) -> str:
    if turn > 0:
        text = _("The special topic “%(title)s” was to end on %(day)s and is still open: close it, or change its end.")
    elif turn == 0:
        text = _("The special topic “%(title)s” ends today: ask to close it, or change its end.")
    else:
        text = _("The special topic “%(title)s” ends on %(day)s: ask to close it in time, or change its end.")
    return text % {"title": topic.title, "day": topic.ends_on}
