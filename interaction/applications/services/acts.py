"""What acts on an application share: lock, reasons, clock, ledger, word to those who act next, letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders

from ... import crypto
from ...acting import row_for_act
from ...functions import unit_with
from .. import clocks, letters, news, permissions, reminding
from ..models import Application, Letter

TOPIC = "application"


def tell_office(application: Application, text: str) -> None:
    """Tell the Office's liaison and handler, see :func:`tell`."""
    posts = function_holders(Function.OFFICE, (Capacity.LIAISON, Capacity.HANDLER))
    tell([post.person for post in posts], application, text)


def tell(people: Iterable[Any], application: Application, text: str) -> None:
    """Send people a notice; ``text`` may name ``number`` and ``due``, and nothing that was told (law 7)."""
    due = timezone.localtime(application.due_at).date().isoformat() if application.due_at else ""
    notify(people, text=text % {"number": application.number, "due": due}, url=url_of(application), topic=TOPIC)


def url_of(application: Application) -> str:
    """Return the address of an application's page in the admin."""
    return reminding.url_of(application)


@contextmanager
def act(
    application: Application, name: str, person: Any, version: int | None, **data: Any
) -> Iterator[tuple[Application, dict[str, Any]]]:
    """Lock an application for an act, refuse it for every reason there is, count clock and version, and record it.

    What the body puts into the dictionary that it gets goes into the ledger as well.
    """
    with transaction.atomic():
        rows = Application.objects.all()
        row = row_for_act(rows, application, name, person, version, permissions.reasons_against)
        reminding.catch_up(row)
        yield row, data
        finish(row, f"application.{name}", person, data)


def finish(application: Application, act: str, person: Any, data: Mapping[str, Any]) -> None:
    """Count clock and version of a locked application, save it, and record the act."""
    clocks.count(application)
    application.version += 1
    application.save()
    record(
        act,
        actor=person,
        capacity=_capacity(application, person),
        subject=application.subject_key,
        data={"number": application.number, **data},
        digest=application.text_digest,
    )


def _capacity(application: Application, person: Any) -> str:
    if person is None:
        return ""
    office = unit_with(Function.OFFICE)
    unit = office if permissions.is_office(person) else application.unit or office
    return approvals.post_for(person, unit).title


@contextmanager
def by_applicant(application: Application, name: str, states: tuple[str, ...]) -> Iterator[Application]:
    """Lock an application for an act of its applicant, who has no account; refuse it outside of some states."""
    with transaction.atomic():
        lock_head()
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if locked.state not in states:
            raise ActRefused([_("That can't be done any more: please look at how the application stands.")])
        reminding.catch_up(locked)
        yield locked
        finish(locked, f"application.{name}", None, {})


def end(application: Application, outcome: str) -> None:
    """Close a locked application without an answer; whoever stood in its clock's way does so no longer."""
    application.pauses.filter(ended_at=None).update(ended_at=timezone.now())
    application.close()
    application.outcome, application.ended_at = outcome, timezone.now()


@sensitive_variables()
def written(application: Application, kind: str, person: Any, text: str, outcome: str = "") -> Letter:
    """Write a letter that is given at once; an applicant hears that it waits."""
    key = application.data_key
    if key is None:
        raise ActRefused([_("This application was erased.")])
    letter = Letter(
        application=application,
        kind=kind,
        outcome=outcome,
        unit=unit_with(Function.OFFICE),
        made_by=person,
        writers=[person.pk],
        sealed_text=crypto.seal(key, text.strip()),
        given_at=timezone.now(),
    )
    clocks.count(application)  # it may name the day that comes of this very act
    letters.freeze(letter)
    letter.save()
    if kind not in Letter.TO_OTHERS:
        news.tell(application)
    return letter
