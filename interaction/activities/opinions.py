"""Working through opinions and suggestions: bringing together what is said alike, and answering it (clause S2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused

from . import services
from .models import Activity, Entry, OpinionGroup


def gather(
    activity: Activity, person: Any, entries: Iterable[int], group: OpinionGroup | None, said: str = ""
) -> OpinionGroup:
    """Put opinions (by id) into a group, or a new one that says in the unit's words what was said; return it.

    A group left without opinions goes. Raises ActRefused.
    """
    with services.handling(activity, "answer", person, "gathered") as (locked, data):
        found = Entry.objects.filter(activity=locked, pk__in=list(entries))
        if not found.exists():
            raise ActRefused([_("Please choose the opinions first.")])
        if group is None:
            group = _new_group(locked, found, said)
        elif not OpinionGroup.objects.filter(activity=locked, pk=group.pk).exists():
            raise ActRefused([_("This group isn't there any more, or belongs to another activity.")])
        data |= {"group": group.pk, "entries": found.update(group=group)}
        OpinionGroup.objects.filter(activity=locked, entries=None).exclude(pk=group.pk).delete()
    return group


def _new_group(activity: Activity, found: QuerySet[Entry], said: str) -> OpinionGroup:
    if not said.strip():
        raise ActRefused([_("Please say in your own words what these opinions say; nobody may be recognised by it.")])
    parts = set(found.values_list("part", flat=True))
    part = parts.pop() if len(parts) == 1 else ""
    return OpinionGroup.objects.create(activity=activity, part=part, said=said.strip())


def answer(activity: Activity, person: Any, group: OpinionGroup, *, said: str, verdict: str, text: str) -> None:
    """Answer a group: what becomes of it, and why. Raises ActRefused."""
    with services.handling(activity, "answer", person, "answered") as (locked, data):
        fresh = OpinionGroup.objects.select_for_update().filter(activity=locked, pk=group.pk).first()
        if fresh is None:
            raise ActRefused([_("This group isn't there any more, or belongs to another activity.")])
        if verdict == OpinionGroup.Verdict.NOT_ADOPTED and not text.strip():
            raise ActRefused([_("Where an opinion is not adopted, the reason is given.")])
        fresh.said, fresh.verdict, fresh.answer = said.strip(), verdict, text.strip()
        fresh.save()
        data |= {"group": fresh.pk, "verdict": verdict}


def groups_of(activity: Activity) -> QuerySet[OpinionGroup]:
    """Return the groups with how many opinions each holds (``many``)."""
    return OpinionGroup.objects.filter(activity=activity).annotate(many=Count("entries")).order_by("part", "pk")


def unsorted(activity: Activity) -> QuerySet[Entry]:
    """Return the opinions that stand in no group yet, by the part of the text they are about."""
    return Entry.objects.filter(activity=activity, group=None).order_by("part", "at", "pk")


def problems(activity: Activity) -> list[str]:
    """Return why the feedback isn't complete: every opinion gets an answer."""
    found = []
    if left := unsorted(activity).count():
        found.append(_("%(n)s opinions have no answer yet.") % {"n": left})
    if open_groups := OpinionGroup.objects.filter(activity=activity, verdict="").count():
        found.append(_("%(n)s groups of opinions have no answer yet.") % {"n": open_groups})
    return found


def feedback(activity: Activity) -> list[dict[str, Any]]:
    """Return the answers as a result shows them, in the order of the text."""
    order = {row["id"]: at for at, row in enumerate(activity.content.get("clauses", []), 1)}
    groups = OpinionGroup.objects.filter(activity=activity).order_by("pk")
    many = dict(Entry.objects.filter(activity=activity).values_list("group").annotate(many=Count("pk")).order_by())
    rows: list[dict[str, Any]] = [
        {"part": row.part, "said": row.said, "many": many.get(row.pk, 0), "verdict": row.verdict, "answer": row.answer}
        for row in groups
    ]
    return sorted(rows, key=lambda row: order.get(row["part"], 0))
