"""The filters of the worklist: they stand in the address, so that they stay and can be handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons import registry
from portal.calendars.services import calendar
from portal.calendars.working_days import end_of, local_date
from portal.organisation.models import Unit

from .models import Case
from .states import CaseState
from .worklist import NEAR_DAYS

TIERS = {
    "general": pgettext_lazy("gongkai tier", "general"),
    "important": pgettext_lazy("gongkai tier", "important"),
    "direct": pgettext_lazy("gongkai tier", "direct"),
}
DUE = {
    "late": _("overdue"),
    "today": _("due today"),
    "soon": _("due within two working days"),
    "none": _("without a clock"),
}


@dataclass(frozen=True)
class Filters:
    """What is asked for; a value that names nothing counts as not given."""

    kind: str = ""
    unit: str = ""
    tier: str = ""
    state: str = ""
    due: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """Read the filters out of an address."""
        unit = query.get("unit", "")
        known: dict[str, Mapping[str, Any]] = {
            "kind": registry.by_name("approvable_kinds"),
            "tier": TIERS,
            "state": CaseState.LABELS,
            "due": DUE,
        }
        chosen = {name: query.get(name, "") for name in known}
        return cls(
            unit=unit if unit.isascii() and unit.isdigit() and len(unit) < 10 else "",
            **{name: value for name, value in chosen.items() if value in known[name]},
        )

    def narrow(self, rows: QuerySet[Case], now: datetime) -> QuerySet[Case]:
        """Return the cases that fit."""
        plain = {"kind": self.kind, "unit": self.unit, "tier": self.tier, "state": self.state}
        return rows.filter(_due(self.due, now), **{name: value for name, value in plain.items() if value})

    @property
    def given(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}

    @property
    def count(self) -> int:
        """How many filters are active."""
        return len(self.given)

    def query(self, **more: Any) -> str:
        """Return the filters as the query of an address, with more beside them."""
        return urlencode({**{name: value for name, value in more.items() if value}, **self.given})

    def fields(self) -> list[dict[str, Any]]:
        """Return the filters as fields of a form: name, label, choices, and what is chosen. One query."""
        units = [(str(unit.pk), str(unit)) for unit in Unit.objects.filter(is_active=True)]
        kinds = [(name, kind.label) for name, kind in registry.by_name("approvable_kinds").items()]
        choices: list[tuple[str, Any, list[tuple[str, Any]]]] = [
            ("kind", _("kind"), kinds),
            ("unit", pgettext_lazy("gongkai", "unit"), units),
            ("tier", pgettext_lazy("gongkai", "tier"), list(TIERS.items())),
            ("state", _("state"), list(CaseState.CHOICES)),
            ("due", _("due"), list(DUE.items())),
        ]
        return [
            {"name": name, "label": label, "choices": options, "chosen": getattr(self, name)}
            for name, label, options in choices
        ]


def _due(code: str, now: datetime) -> Q:
    today = end_of(local_date(now))
    if code == "late":
        return Q(due_at__lt=now)
    if code == "today":
        return Q(due_at__gte=now, due_at__lte=today)
    if code == "soon":
        return Q(due_at__gte=now, due_at__lte=calendar().deadline(now, NEAR_DAYS).due)
    return Q(due_at=None) if code == "none" else Q()
