"""Taking what people send in to an activity, and opening it again for those who handle it (law 7)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .. import crypto
from . import admission
from .admission import NotTaken, Person
from .models import Activity, ActivityKind, ActivitySecret, Entry, EntryKey

_NUMBER_TRIES = 5
_SERIAL = 6


@dataclass(frozen=True)
class Receipt:
    """What somebody gets who sent something in, once: the code is stored nowhere."""

    entry: Entry
    code: str

    def __repr__(self) -> str:
        return f"Receipt({self.entry})"


@sensitive_variables()
def submit(
    activity: Activity,
    texts: Mapping[str, Any],
    *,
    part: str = "",
    answers: Mapping[str, Any] | None = None,
    person: Person | None = None,
) -> Receipt:
    """Take what somebody sends in; ``texts`` (name, contact, text …) are sealed with a key of its own.

    ``person`` is given where everybody takes part once. Raises NotTaken, and counts the refusal.
    """
    try:
        return _submit(activity.pk, texts, part, dict(answers or {}), person)
    except NotTaken as refusal:
        admission.refuse(activity, refusal.reason)
        raise


@sensitive_variables()
def _submit(pk: int, texts: Mapping[str, Any], part: str, answers: dict[str, Any], person: Person | None) -> Receipt:
    key, wrapped = crypto.new_key()
    told = {name: value.strip() if isinstance(value, str) else value for name, value in texts.items()}
    code = crypto.new_code()
    for attempt in range(_NUMBER_TRIES):
        with transaction.atomic():
            # A training's places are given one after another.
            activity = Activity.objects.select_for_update().get(pk=pk)
            if not activity.is_running():
                raise admission.late(activity)
            number = _number(activity)
            if person is not None:
                if Entry.objects.filter(activity=activity, voter=person.voter).exists():
                    raise admission.twice()
                admission.take_address(activity, person.address)
            entry = Entry(
                activity=activity,
                number=number,
                at=timezone.now(),
                query_code_digest=crypto.code_digest(number, code),
                part=part,
                answers=answers,
                sealed=crypto.seal(key, told),
                text_digest=crypto.salted_digest(key, told),
                voter=person.voter if person else "",
                seat=_seat(activity),
            )
            try:
                with transaction.atomic():
                    entry.save(force_insert=True)
            except IntegrityError:
                if person is not None and Entry.objects.filter(activity=activity, voter=person.voter).exists():
                    raise admission.twice() from None
                if attempt == _NUMBER_TRIES - 1:
                    raise
                continue
            EntryKey.objects.create(entry=entry, wrapped=wrapped)
            return Receipt(entry, code)
    raise AssertionError("unreachable")


def _number(activity: Activity) -> str:
    serial = "".join(secrets.choice(crypto.CODE_LETTERS) for _letter in range(_SERIAL))
    return f"{activity.number}-{serial}"


def _seat(activity: Activity) -> str:
    if activity.kind != ActivityKind.TRAINING:
        return ""
    seats = int(activity.content.get("session", {}).get("seats") or 0)
    taken = Entry.objects.filter(activity=activity, seat=Entry.Seat.GIVEN).count()
    return Entry.Seat.WAITING if seats and taken >= seats else Entry.Seat.GIVEN


class Told(dict[str, Any]):
    """What somebody sent in. Its repr shows nothing, so that no log or error page does."""

    def __repr__(self) -> str:
        return "Told(…)"


def taking_part(activity: Activity) -> QuerySet[Entry]:
    """Return what counts of what people sent in: all but registrations that were given up."""
    return Entry.objects.filter(activity=activity).exclude(seat=Entry.Seat.GIVEN_UP)


def told(entry: Entry) -> Told | None:
    """Return what somebody sent in, or None once its key has been destroyed. Callers ask permissions first."""
    key = entry.data_key
    return Told(crypto.unseal(key, entry.sealed)) if key is not None else None


def told_of(found: Iterable[Entry]) -> list[tuple[Entry, Told | None]]:
    """Return entries with what was sent in, with one query for the keys."""
    rows = list(found)
    keys = {row.entry_id: row.wrapped for row in EntryKey.objects.filter(entry__in=rows)}
    return [
        (entry, Told(crypto.unseal(crypto.unwrap(keys[entry.pk]), entry.sealed)) if entry.pk in keys else None)
        for entry in rows
    ]


def by_code(number: str, code: str) -> Entry | None:
    """Return the entry of a number and its query code, or None: for an unknown number and a wrong code alike."""
    number = number.strip().upper()
    entry = Entry.objects.select_related("activity__unit", "group").filter(number=number[:32]).first()
    stored = entry.query_code_digest if entry else ""
    fits = crypto.same_digest(stored, crypto.code_digest(number, code))
    return entry if fits else None


def erase(activity: Activity) -> int:
    """Destroy the keys of everything that was sent in to an activity that is over, and its salt; return how many."""
    with transaction.atomic():
        keys = EntryKey.objects.filter(entry__activity=activity)
        many = keys.count()
        crypto.destroy(keys, "wrapped")
        Entry.objects.filter(activity=activity, erased_at=None).update(
            erased_at=timezone.now(), query_code_digest="", voter=""
        )
        crypto.destroy(ActivitySecret.objects.filter(activity=activity), "wrapped")
        activity.__dict__.pop("salt", None)
    return many
