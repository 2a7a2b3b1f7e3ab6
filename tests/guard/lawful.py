"""Lawful ways in which a call may change what the public sees, each as a question about what the call did.

What each is, why it is lawful and where it may happen stands in crawler_lawful.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from portal.approvals import desks
from portal.approvals.models import Case, Opinion, Publication, TakeDown
from portal.approvals.pages import page_kind_names
from portal.approvals.states import CaseState
from portal.approvals.takedowns import can_take_down
from portal.organisation.models import Capacity
from portal.organisation.services import posts_of
from tests.guard.public_state import State, changes

FILE = Path(__file__).with_name("crawler_lawful.yaml")
# What a case may touch beside its own subject: it follows from it, and none of it is a page's words.
FOLLOWS = frozenset({"files.publicfile", "files.document", "files.image", "columns.life", "live.interview"})


@dataclass(frozen=True)
class Before:
    """What was known before a call: the public's sight, who is calling, and where this person sits."""

    state: State
    person: Any
    seats: frozenset[int]
    carried_out: frozenset[int]
    take_downs: frozenset[int]
    registrar: bool


def before(state: State, person: Any) -> Before:
    """Note, before any call, the cases at whose desk a person sits (never own ones), and what was decided."""
    seats = set()
    if person is not None and person.is_active:
        waiting = Case.objects.filter(state__in=CaseState.AT_DESKS).exclude(maker=person)
        seats = {case.pk for case in waiting if desks.seat_of(person, case)}
    return Before(
        state,
        person,
        frozenset(seats),
        frozenset(Case.objects.filter(state=CaseState.CARRIED_OUT).values_list("pk", flat=True)),
        frozenset(TakeDown.objects.values_list("pk", flat=True)),
        person is not None and posts_of(person).filter(capacity=Capacity.REGISTRAR).exists(),
    )


def case_at_its_desk(known: Before, after: State) -> bool:
    """A case was carried out by the last word of this person, who sat at its desk; only what it covers changed."""
    return _carried_out(known, after, lambda word: word.case_id in known.seats and word.actor_id == known.person.pk)


def opinion_from_paper(known: Before, after: State) -> bool:
    """The last word was given on paper by whoever sits at the desk, and entered by a registrar with its scan."""
    return known.registrar and _carried_out(known, after, lambda word: _is_from_paper(word, known.person))


def _is_from_paper(word: Opinion, registrar: Any) -> bool:
    by_holder = word.post is not None and word.post.person_id == word.actor_id != word.case.maker_id
    return by_holder and word.entered_by_id == registrar.pk and word.scan is not None


def _carried_out(known: Before, after: State, is_lawful: Callable[[Opinion], bool]) -> bool:
    """Cases were carried out by lawful last words that were given now, and cover everything that changed."""
    done = list(Case.objects.filter(state=CaseState.CARRIED_OUT).exclude(pk__in=known.carried_out))
    words = [case.opinions.filter(round=case.round, verdict__in=_approving(case)).last() for case in done]
    if not done or not all(word is not None and is_lawful(word) for word in words):
        return False
    return all(_covers(done, key, after) for key in changes(known.state, after))


def _approving(case: Case) -> tuple[str, ...]:
    """The verdicts that approve: at its desks, or on a route that has none the secrecy review (decision 0025)."""
    return Opinion.AGREEING if case.stages else (Opinion.Verdict.PASSED, Opinion.Verdict.RULED_FIT)


def _covers(done: list[Case], key: tuple[str, int], after: State) -> bool:
    """Say whether cases cover one change.

    A page is covered by the digest that was pinned, or by a case about taking it away; another row that is shown by
    being what a case is about.
    """
    table, pk = key
    if table == "approvals.publication":
        return not Publication.objects.filter(pk=pk).exclude(case__in=done).exists()
    if table != "page":
        subjects = {(case.kind_type.model._meta.label_lower, case.subject_id) for case in done}
        replaced = key not in after and any(table == kind for kind, _subject in subjects)
        return table in FOLLOWS or replaced or (table, str(pk)) in subjects
    if key not in after:
        return any(getattr(case.subject(), "page_id", None) == pk for case in done)
    rows = Publication.objects.filter(kind__in=page_kind_names(), subject_id=str(pk), case__in=done)
    return rows.filter(digest=after[key][0]).exists()


def taken_down_on_duty(known: Before, after: State) -> bool:
    """One page went out of sight, with a take-down by this person, who is on that duty; nothing came into sight."""
    new = TakeDown.objects.exclude(pk__in=known.take_downs)
    if len(new) != 1 or new[0].by_id != known.person.pk or not can_take_down(known.person):
        return False
    changed = changes(known.state, after)
    gone = {key for key in changed if key[0] == "page"} == {("page", new[0].page_id)}
    return gone and not any(key in after for key in changed)


def take_down_not_confirmed(known: Before, after: State) -> bool:
    """The desk refused to confirm a take-down: exactly what was approved before came back."""
    rows = TakeDown.objects.filter(pk__in=known.take_downs, state=TakeDown.State.RESTORED)
    for row in rows:
        case = Case.objects.about("take_down", row.pk).get()
        shown = after.get(("page", row.page_id))
        back = ("page", row.page_id) not in known.state and shown is not None and shown[0] == row.digest
        pages = {key[1] for key in changes(known.state, after) if key[0] == "page"}
        if case.pk in known.seats and back and pages == {row.page_id}:
            return True
    return False


WAYS: dict[str, Callable[[Before, State], bool]] = {
    "case": case_at_its_desk,
    "paper": opinion_from_paper,
    "take_down": taken_down_on_duty,
    "take_down_not_confirmed": take_down_not_confirmed,
}


def read() -> dict[str, dict[str, Any]]:
    """Read the file of lawful ways: name → reason, clause, and patterns of the URLs where it may happen."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def way(known: Before, after: State, pattern: str) -> str | None:
    """Name the lawful way in which a call at a URL changed what the public sees; None where there is none: a hole."""
    for name, said in read().items():
        if any(re.match(start, pattern) for start in said["urls"]) and WAYS[name](known, after):
            return name
    return None
