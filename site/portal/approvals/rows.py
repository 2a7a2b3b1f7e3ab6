"""Rows beside pages as approvables: an answer, an activity, an interview, each at an address of its room."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portal.addons.types import ApprovableKind
from portal.outbox.indexing import index_changed

from .errors import DigestMismatch
from .ledger.canonical import digest as digest_of
from .ledger.canonical import plain
from .models import Absence, Case, Publication, TakeDown
from .pages import IS_DOWN, NOT_AS_APPROVED, taken_away_since
from .services.acting import kind_of
from .states import CaseState


class RowKind(ApprovableKind):
    """A kind whose subjects show, alone or as a part of something larger, at an address of a room."""

    def index_id(self, subject: Any) -> int:
        """Return the id by which the index source knows what the subject shows or is a part of."""
        return subject.pk

    def standing(self, subject: Any) -> Any:
        """Return what stands at the address: the subject, or what it is a part of; None where that isn't public."""
        return subject

    def siblings(self, subject: Any) -> Q:
        """Return which take-downs and withdrawals are about what stands there, in whatever version."""
        return Q(kind=self.name, subject_id=str(subject.pk))

    def problems(self, subject: Any) -> list[Any]:
        """Return why it can't be sent; kinds add theirs to these."""
        down = TakeDown.objects.filter(self.siblings(subject), state=TakeDown.State.DOWN)
        return [IS_DOWN] if down.exists() else []

    def problems_since(self, case: Case, subject: Any) -> list[Any]:
        """What left the public's sight after a case was sent doesn't come back by that case (law 1)."""
        return taken_away_since(case, self.siblings(subject))

    def repudiated(self, case: Case, subject: Any, person: Any, reason: str) -> None:
        """What rests on a repudiated opinion is taken away at once; the Office decides on it."""
        from .takedowns import take_away_or_tell  # it builds on this module

        found = self.standing(subject)
        if found is not None and Publication.objects.filter(kind=self.name, subject_id=str(subject.pk)).exists():
            take_away_or_tell(case, found, person, reason)


class StandingKind(RowKind):
    """A row that stands at an address of its own, and can be taken away from there."""

    @abstractmethod
    def address(self, subject: Any) -> str: ...

    @abstractmethod
    def show(self, subject: Any, is_public: bool, act: str, case: Case | None) -> None:
        """Make the rows and files of a subject public or not, as they are, under a permit for ``act``."""

    def public_parts(self, subject: Any) -> Iterable[tuple[RowKind, Any]]:
        """Return what else is public with a subject by cases of its own: (kind, row)."""
        return ()

    def conceal(self, subject: Any, act: str, case: Case | None) -> None:
        for kind, row in [(self, subject), *self.public_parts(subject)]:
            Publication.objects.filter(kind=kind.name, subject_id=str(row.pk)).delete()
        self.show(subject, False, act, case)
        place = f"{self.index_source}:{self.index_id(subject)}"
        Absence.objects.update_or_create(
            place=place, defaults={"address": self.address(subject), "since": timezone.now()}
        )
        index_changed(self.index_source, self.index_id(subject))

    def reveal(self, subject: Any, shown: TakeDown) -> None:
        case = shown.publication_case
        assert case is not None  # kept when it was taken away
        self.show(subject, True, "restore", case)
        if digest_of(plain(self.snapshot(subject))) != shown.digest:
            raise DigestMismatch([NOT_AS_APPROVED])
        note_published(case, subject, shown.digest)
        for kind, row in self.public_parts(subject):
            note_published(_approved(kind, row), row)


def _approved(kind: RowKind, row: Any) -> Case:
    """Return the case that made a row public. Raises DigestMismatch where the row isn't what it approved."""
    case = Case.objects.about(kind.name, row.pk).filter(state=CaseState.CARRIED_OUT).order_by("-closed_at").first()
    if case is None or digest_of(plain(kind.snapshot(row))) != case.digest:
        raise DigestMismatch([NOT_AS_APPROVED])
    return case


def note_published(case: Case, subject: Any, digest: str = "") -> None:
    """Keep by which case a row is public from now on, and have search look at it, in the transaction that shows it.

    ``digest`` is that of the row's snapshot where it isn't the case's.
    """
    kind = kind_of(subject)
    assert isinstance(kind, RowKind), kind
    Publication.objects.update_or_create(
        kind=kind.name,
        subject_id=str(subject.pk),
        defaults={"case": case, "digest": digest or case.digest, "published_at": timezone.now()},
    )
    Absence.objects.filter(place=f"{kind.index_source}:{kind.index_id(subject)}").delete()
    index_changed(kind.index_source, kind.index_id(subject))
