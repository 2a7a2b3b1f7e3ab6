"""Public answers are looked at anew on their day: told to the unit once, "still right" is recorded (clause S5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.notices.services import notify
from portal.organisation.models import Function, Unit

from .. import permissions, reminding
from ..acting import row_for_act
from ..functions import unit_with
from ..models import AnswerReview, Reply, TicketSettings
from .tickets import TOPIC, capacity_in

BATCH = 200


def begin(reply: Reply) -> None:
    """A reply has become public: from now on it is looked at anew after the days that the Office has set."""
    AnswerReview.objects.get_or_create(reply=reply, defaults={"review_on": _next_day()})


def _next_day() -> date:
    return timezone.localdate() + timedelta(days=TicketSettings.current().answers_reviewed_after)


def due_for(person: Any) -> QuerySet[AnswerReview]:
    """Return the public answers, of the units for which a person works, whose day has come, the longest due first.

    What a unit answered that was dissolved since then is looked at by the one that took its place.
    """
    units = permissions.working_units(person)
    if not units:
        return AnswerReview.objects.none()
    dissolved = Unit.objects.filter(is_active=False).select_related("successor")
    units |= {unit.pk for unit in dissolved if unit.acting.pk in units}
    return _due().filter(reply__unit_id__in=units).select_related("reply__unit", "reviewed_by")


def _due() -> QuerySet[AnswerReview]:
    found = AnswerReview.objects.filter(reply__published=True, review_on__lte=timezone.localdate())
    return found.order_by("review_on", "pk")


def still_right(review: AnswerReview, person: Any, version: int | None = None) -> AnswerReview:
    """Somebody of the unit says that an answer is still right: it is recorded, and looked at again after as long.

    Raises ActRefused outside the unit and before its day, Stale for an old ``version``.
    """
    with transaction.atomic():
        found = row_for_act(AnswerReview.objects.all(), review, "still_right", person, version, _reasons_against)
        before = found.review_on
        found.review_on, found.reminded_at = _next_day(), None
        found.reviewed_by, found.reviewed_at = person, timezone.now()
        found.version += 1
        found.save()
        reply = found.reply
        record(
            "answer.still_right",
            actor=person,
            capacity=capacity_in(reply.unit.acting, person),
            subject=reply.ticket.subject_key,
            data={"number": reply.number, "was_due": str(before), "again_on": str(found.review_on)},
        )
    return found


def _reasons_against(act: str, review: AnswerReview, person: Any) -> list[str]:
    if not review.reply.published:
        return [_("This answer isn't public any more.")]
    if review.reply.unit.acting.pk not in permissions.working_units(person):
        return [_("Only the unit that gave the answer can say that.")]
    if not review.is_due():
        return [_("It needn't be looked at yet.")]
    return []


def remind() -> int:
    """Tell each unit once that the day of a public answer has come, and record it; return how many were told."""
    told = 0
    for pk in list(_due().filter(reminded_at=None).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            lock_head()  # before every other lock, as every act does
            found = _due().filter(pk=pk, reminded_at=None).select_for_update(of=("self",)).first()
            if found is None:
                continue  # somebody looked at it meanwhile
            found.reminded_at = timezone.now()
            found.save(update_fields=["reminded_at"])
            reply = found.reply
            text = _("The public answer %(number)s is to be looked at anew since %(due)s: is it still right?")
            words = text % {"number": reply.number, "due": found.review_on.isoformat()}
            people = reminding.people_of_unit(reply.unit.acting)
            notify(people, text=words, url=reverse("interaction_admin:reviews"), topic=TOPIC)
            data = {"number": reply.number, "due": str(found.review_on), "told": sorted(one.pk for one in people)}
            record("answer.review_due", subject=reply.ticket.subject_key, data=data)
        told += 1
    return told


def set_review_days(days: int, person: Any) -> TicketSettings:
    """The Office sets after how many days public answers are looked at anew; dates that were set already stay.

    Raises ActRefused outside the Office.
    """
    if not permissions.is_office(person):
        raise ActRefused([_("Only the Office can do that (clause S5).")])
    with transaction.atomic():
        lock_head()
        row = TicketSettings.current()
        before = row.answers_reviewed_after
        row.answers_reviewed_after, row.changed_by, row.changed_at = days, person, timezone.now()
        row.save()
        record(
            "tickets.review_days_set",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject="tickets:settings",
            data={"before": before, "now": days},
        )
    return row
