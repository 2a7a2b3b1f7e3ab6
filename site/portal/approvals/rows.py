"""Rows beside pages as approvables: an answer, an activity, an interview, each at an address of its room."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.addons import registry
from portal.addons.types import ApprovableKind
from portal.outbox.indexing import index_changed

from .errors import DigestMismatch
from .ledger.canonical import digest as digest_of
from .ledger.canonical import plain
from .models import Absence, Case, Publication, TakeDown
from .pages import IS_DOWN, taken_away_since
from .services.acting import kind_of
from .states import CaseState

NOT_AS_BEFORE = gettext_lazy("It isn't what was approved any more, so it can't come back as it was.")


class RowKind(ApprovableKind):
    """A kind whose subjects show, alone or as a part of something larger, at an address of a room."""

    def index_id(self, subject: Any) -> int:
        """Return the id by which the index source knows what the subject shows or is a part of."""
        return subject.pk

    def place(self, subject: Any) -> str:
        """Return how search, and the record of what is away, know what the subject shows or is a part of."""
        return f"{self.index_source or self.name}:{self.index_id(subject)}"

    def versions(self, subject: Any) -> Iterable[int]:
        """Return the ids of all rows of this kind of which the public reads one at most, its own among them."""
        return (subject.pk,)

    def standing(self, subject: Any) -> Any:
        """Return what stands at the address: the subject, or what it is a part of; None where that isn't public."""
        return subject

    def siblings(self, subject: Any) -> Q:
        """Return which take-downs and withdrawals are about what stands there, in whatever version."""
        return Q(kind=self.name, subject_id__in=[str(pk) for pk in self.versions(subject)])

    def problems(self, subject: Any) -> list[Any]:
        """Return why it can't be sent; kinds add theirs to these."""
        down = TakeDown.objects.filter(self.siblings(subject), state=TakeDown.State.DOWN)
        return [IS_DOWN] if down.exists() else []

    def problems_since(self, case: Case, subject: Any) -> list[Any]:
        """What left the public's sight after a case was sent doesn't come back by that case (law 1)."""
        return taken_away_since(case, self.siblings(subject))

    def repudiated(self, case: Case, subject: Any, person: Any, reason: str) -> None:
        """What is public by a case that rests on a repudiated opinion is taken away at once; the Office decides."""
        from .takedowns import take_away_or_tell  # it builds on this module

        found = self.standing(subject)
        if found is not None and Publication.objects.filter(case=case).exists():
            take_away_or_tell(case, found, person, reason)


class StandingKind(RowKind):
    """A row that stands at an address of its own, and can be taken away from there."""

    @abstractmethod
    def address(self, subject: Any) -> str: ...

    @abstractmethod
    def show(self, subject: Any, parts: Sequence[Any], is_public: bool, act: str, case: Case | None) -> None:
        """Make a subject, these parts of it and their files public or not, as they are, under a permit for ``act``."""

    def public_parts(self, subject: Any) -> Sequence[Any]:
        """Return the rows that are public with a subject by cases of their own."""
        return ()

    def conceal(self, subject: Any, act: str, case: Case | None) -> None:
        parts = self.public_parts(subject)
        self.show(subject, parts, False, act, case)
        for name, ids in _by_kind([subject, *parts]).items():
            Publication.objects.filter(kind=name, subject_id__in=ids).delete()
        away = {"address": self.address(subject), "since": timezone.now()}
        Absence.objects.update_or_create(place=self.place(subject), defaults=away)
        _changed_in_search(self, subject)

    def reveal(self, subject: Any, shown: TakeDown) -> None:
        case = shown.publication_case
        assert case is not None  # kept when it was taken away
        parts = parts_named(shown.parts)
        self.show(subject, parts, True, "restore", case)
        _same_or_refuse(subject, shown.digest)
        approved = _cases_of(parts)
        for row in parts:
            _same_or_refuse(row, approved[key_of(row)].digest)
        note_published(case, subject, shown.digest)
        now = timezone.now()
        Publication.objects.bulk_create(
            Publication(kind=found.kind, subject_id=found.subject_id, case=found, digest=found.digest, published_at=now)
            for found in approved.values()
        )


def key_of(row: Any) -> str:
    """Return how a row is named beside its kind, as publications name it."""
    return f"{kind_of(row).name}:{row.pk}"


def _by_kind(rows: Iterable[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[kind_of(row).name].append(str(row.pk))
    return found


def parts_named(keys: Iterable[str]) -> list[Any]:
    """Return the rows of some keys (:func:`key_of`), a query a kind. DigestMismatch where one is gone."""
    kinds, ids = registry.by_name("approvable_kinds"), defaultdict(list)
    for key in keys:
        name, _colon, pk = key.partition(":")
        ids[name].append(int(pk))
    if not kinds.keys() >= ids.keys():
        raise DigestMismatch([NOT_AS_BEFORE])
    rows = [row for name, pks in ids.items() for row in kinds[name].model._default_manager.filter(pk__in=pks)]
    if len(rows) != sum(map(len, ids.values())):
        raise DigestMismatch([NOT_AS_BEFORE])
    return rows


def _cases_of(rows: Sequence[Any]) -> dict[str, Case]:
    """Return, by key, the last case that made each row public, a query a kind. DigestMismatch where one has none."""
    found: dict[str, Case] = {}
    for name, ids in _by_kind(rows).items():
        cases = Case.objects.filter(kind=name, subject_id__in=ids, state=CaseState.CARRIED_OUT)
        found |= {case.subject_key: case for case in cases.order_by("closed_at", "pk")}
    if len(found) < len(rows):
        raise DigestMismatch([NOT_AS_BEFORE])
    return found


def _same_or_refuse(row: Any, digest: str) -> None:
    if digest_of(plain(kind_of(row).snapshot(row))) != digest:
        raise DigestMismatch([NOT_AS_BEFORE])


def note_published(case: Case, subject: Any, digest: str = "") -> None:
    """Keep by which case a row is public from now on, and have search look at it, in the transaction that shows it.

    ``digest`` is that of the row's snapshot where it isn't the case's. Whatever version stood there before doesn't.
    """
    kind = kind_of(subject)
    assert isinstance(kind, RowKind), kind
    former = [str(pk) for pk in kind.versions(subject) if pk != subject.pk]
    Publication.objects.filter(kind=kind.name, subject_id__in=former).delete()
    Publication.objects.update_or_create(
        kind=kind.name,
        subject_id=str(subject.pk),
        defaults={"case": case, "digest": digest or case.digest, "published_at": timezone.now()},
    )
    Absence.objects.filter(place=kind.place(subject)).delete()
    _changed_in_search(kind, subject)


def _changed_in_search(kind: RowKind, subject: Any) -> None:
    if kind.index_source:
        index_changed(kind.index_source, kind.index_id(subject))
