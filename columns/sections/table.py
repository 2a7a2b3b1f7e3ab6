"""The table of responsibility: who has to update which section, how often, and how it stands (clauses A1, G3).

A row is a dictionary of JSON types with codes, never words: so a frozen table reads in any language, and two of them
can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.canonical import digest
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.services import post_for
from portal.calendars.working_days import local_date
from portal.organisation.models import Function
from portal.organisation.services import functions_of, unit_with

from ..models import FrozenTable
from . import duty_rules
from .duty import ORDER, Standing, badge_of, duty_text
from .reading import is_archived, is_hidden
from .states import LifeState

Row = dict[str, Any]

LABELS: dict[str, Any] = {
    "path": pgettext_lazy("gongkai", "column or topic"),
    "kind": gettext_lazy("kind"),
    "unit": gettext_lazy("responsible unit"),
    "kept_by": gettext_lazy("who writes the updates"),
    "duty": gettext_lazy("update duty"),
    "last": gettext_lazy("last update"),
    "due": gettext_lazy("due"),
    "signal": gettext_lazy("signal"),
    "basis": gettext_lazy("basis"),
    "contact": gettext_lazy("contact"),
    "state": gettext_lazy("state"),
}
# What moves by itself is no change of who is responsible for what.
COMPARED = ("path", "kind", "unit", "kept_by", "duty", "basis", "contact", "state")
# What the public may read: all of it stands in what cases approved of the sections' own pages.
PUBLIC = ("path", "unit", "kept_by", "duty", "last", "basis", "contact")
FILTERS = ("unit", "kind", "signal", "state")


def row_of(standing: Standing) -> Row:
    """Return a section as a row of the table."""
    page, duty = standing.page, standing.duty
    return {
        "id": page.pk,
        "path": standing.path,
        "kind": standing.kind,
        "unit": str(standing.unit),
        "kept_by": page.kept_by,
        "days": duty.days if duty else None,
        "in_working_days": bool(duty and duty.in_working_days),
        "by_rule": bool(duty and duty.by_rule),
        "last": _day(standing.last and local_date(standing.last)),
        "due": _day(standing.due),
        "provisional": standing.provisional,
        "left": standing.left,
        "signal": str(standing.signal),
        "excused_until": _day(standing.excuse.until if standing.excuse else None),
        "basis": page.duty_basis or (standing.rule.source if duty and duty.by_rule and standing.rule else ""),
        "contact": page.contact,
        "state": standing.life.state,
    }


def public_row(standing: Standing) -> Row:
    """Return a row as the public may see it: rules that no case decided are left out of it."""
    row = row_of(standing)
    if row["by_rule"]:
        row |= {"days": None, "in_working_days": False, "by_rule": False, "basis": standing.page.duty_basis}
    return row


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def cell(row: Mapping[str, Any], name: str) -> str:
    """Return one cell of a row in words."""
    match name:
        case "kind":
            return str(duty_rules.kinds().get(row["kind"], row["kind"]))
        case "duty":
            text = duty_text(row["days"], row["in_working_days"])
            return _("%(duty)s, by the rule of its kind") % {"duty": text} if row["by_rule"] else text
        case "due":
            return _("%(day)s (provisional)") % {"day": row["due"]} if row["provisional"] else row["due"]
        case "signal":
            until = date.fromisoformat(row["excused_until"]) if row["excused_until"] else None
            badge = badge_of(row["signal"], row["left"], until)
            return str(badge.text) if badge else ""
        case "state":
            return str(dict(LifeState.CHOICES).get(row["state"], row["state"]))
    return str(row[name])


def cells(row: Mapping[str, Any], names: Iterable[str] = tuple(LABELS)) -> list[str]:
    """Return a row in words, in the order of the columns of the table."""
    return [cell(row, name) for name in names]


def chosen(standings: list[Standing], filters: Mapping[str, str], by_signal: bool) -> list[Standing]:
    """Return the sections that filters (name → value, "" is all) leave, in tree order or the most pressing first."""
    found = [
        standing
        for standing in standings
        if all(not value or _value(standing, name) == value for name, value in filters.items())
    ]
    return sorted(found, key=_urgency) if by_signal else found


def _value(standing: Standing, name: str) -> str:
    return {
        "unit": str(standing.unit.pk),
        "kind": standing.kind,
        "signal": standing.signal,
        "state": standing.life.state,
    }[name]


def _urgency(standing: Standing) -> tuple[int, int]:
    return ORDER.index(standing.signal), standing.left if standing.left is not None else 0


def public(standings: list[Standing], request: Any = None) -> list[Standing]:
    """Return the sections that stand in the public table: in use, and public."""
    states = (LifeState.ACTIVE, LifeState.RETIRING)
    return [
        found
        for found in standings
        if found.life.state in states
        and not is_archived(found.page.path, request)
        and not is_hidden(found.page.path, request)
    ]


def keeps_table(person: Any) -> bool:
    """The Office freezes tables."""
    return Function.OFFICE in functions_of(person)


def freeze(rows: list[Row], person: Any) -> FrozenTable:
    """Keep the table as it stands, with its digest in the ledger. ActRefused for who isn't of the Office."""
    if not keeps_table(person):
        raise ActRefused([_("The Office freezes the table of responsibility.")])
    with transaction.atomic():
        lock_head()
        made = FrozenTable.objects.create(made_by=person, rows=rows, digest=digest(rows))
        record(
            "duty.table_frozen",
            actor=person,
            capacity=post_for(person, unit_with(Function.OFFICE)).title,
            subject=f"duty_table:{made.pk}",
            data={"rows": len(rows)},
            digest=made.digest,
        )
    return made


@dataclass(frozen=True)
class Changed:
    """A section whose row differs between two tables: ``fields`` are (label, before, after)."""

    path: str
    fields: tuple[tuple[Any, str, str], ...]


@dataclass(frozen=True)
class Difference:
    """What became of one frozen table until another."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Changed, ...]


def difference(before: list[Row], after: list[Row]) -> Difference:
    """Compare two tables section by section."""
    old, new = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    changed = []
    for pk in [pk for pk in new if pk in old]:
        pairs = [(LABELS[name], cell(old[pk], name), cell(new[pk], name)) for name in COMPARED]
        fields = tuple(pair for pair in pairs if pair[1] != pair[2])
        if fields:
            changed.append(Changed(new[pk]["path"], fields))
    return Difference(
        tuple(row for pk, row in new.items() if pk not in old),
        tuple(row for pk, row in old.items() if pk not in new),
        tuple(changed),
    )
