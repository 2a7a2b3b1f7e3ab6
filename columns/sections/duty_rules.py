"""How often a section of a kind owes an update where its contract says nothing: built-in rules, and the Office's (A1).

The built-in days are thresholds of the national inspection of government sites: a default for the Office to confirm.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.addons import registry

from ..models import DutyRule
from ..models.columns import ColumnKind

SITE_RULE = gettext_noop("National inspection of government websites (国办秘函〔2019〕19号): news columns, two weeks")
DOCUMENTS = gettext_noop("National inspection of government websites: notices and policy documents, six months")
SERVICES = gettext_noop("National inspection of government websites: statistics of services, three months")
ANSWERS = gettext_noop("National inspection of government websites: answers to messages, two months")

# Kind → (calendar days, where they are from). Whoever isn't named here owes nothing by its kind.
DEFAULTS: dict[str, tuple[int, str]] = {
    ColumnKind.NEWS: (14, SITE_RULE),
    ColumnKind.DISCLOSURE: (180, DOCUMENTS),
    ColumnKind.SERVICES: (90, SERVICES),
    ColumnKind.INTERACTION: (60, ANSWERS),
}


def kinds() -> dict[str, Any]:
    """Return what rules are made for, with its label: the kinds of columns, and the other types of sections."""
    others = {found.name: found.label for found in registry.items("section_types") if found.name != "column"}
    return {**dict(ColumnKind.choices), **others}


def kind_of(section: Any) -> str:
    """Return the kind of a section's page: that of a column, else the name of its type ("" where none is known)."""
    if kind := getattr(section, "kind", ""):
        return kind
    types = registry.items("section_types")
    return next((found.name for found in types if isinstance(section, found.page_model)), "")


def in_force() -> dict[str, DutyRule]:
    """Return the rule of every kind; the built-in one where there is no row yet. One query."""
    rows = {row.kind: row for row in DutyRule.objects.all()}
    return {kind: rows.get(kind) or _built_in(kind) for kind in kinds()}


def _built_in(kind: str) -> DutyRule:
    days, source = DEFAULTS.get(kind, (None, ""))
    return DutyRule(kind=kind, days=days, source=_(source) if source else "")


def write_defaults() -> None:
    """Write the built-in rules of kinds that have no row yet, for the register to show and change."""
    for rule in in_force().values():
        if rule.pk is None:
            DutyRule.objects.get_or_create(
                kind=rule.kind, defaults={"days": rule.days, "source": rule.source, "amber_percent": rule.amber_percent}
            )
