"""What people see of a clean-up: which lines, how far it is, and what became of what was to be closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from columns.models import Life
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.organisation.models import Unit

from ..models import Campaign, CleanupLine
from ..permissions import sees_whole_cleanup, speaking_posts
from .services import RETIREMENT, RETIRING
from .states import CampaignState
from .verdicts import Verdict

FILTERS = ("unit", "proposal", "answer", "verdict")
NOTHING = "none"  # unanswered, undecided


@dataclass(frozen=True)
class Progress:
    """How many of so many lines; the bar shows what the campaign's state is about."""

    total: int
    answered: int
    objected: int
    decided: int
    retiring: int
    requests: int
    ended: int

    @property
    def is_decided(self) -> bool:
        """Whether no line waits for a decision."""
        return self.decided == self.total


@dataclass(frozen=True)
class Row:
    """A line, and what became of the request that came of it."""

    line: CleanupLine
    case: Case | None
    life: Life | None
    may_answer: bool


@dataclass(frozen=True)
class Asked:
    """How many lines of somebody's units wait for an answer in a campaign."""

    campaign: Campaign
    unanswered: int


def asked(person: Any) -> Asked | None:
    """Return what somebody is asked for now; None for nothing."""
    campaign = Campaign.objects.filter(state=CampaignState.ANSWERING).first()
    if campaign is None or not campaign.takes_answers:
        return None
    own = campaign.lines.filter(answer=CleanupLine.Answer.NONE, unit__in=speaking_posts(person).values("unit"))
    count = own.count()
    return Asked(campaign, count) if count else None


def to_go_on_with() -> Campaign | None:
    """Return the campaign for which no more answers come: all are in, or the last day has passed."""
    campaign = Campaign.objects.filter(state=CampaignState.ANSWERING).first()
    if campaign is None:
        return None
    waits = campaign.takes_answers and campaign.lines.filter(answer=CleanupLine.Answer.NONE).exists()
    return None if waits else campaign


def visible_lines(campaign: Campaign, person: Any) -> QuerySet[CleanupLine]:
    """All lines for those who clean up together, else those of the units for which somebody speaks."""
    rows = campaign.lines.all()
    if sees_whole_cleanup(person):
        return rows
    return rows.filter(unit__in=speaking_posts(person).values("unit"))


def visible_campaigns(person: Any) -> QuerySet[Campaign]:
    """All campaigns for those who clean up together; for others those in which their units have been asked."""
    rows = Campaign.objects.select_related("opened_by").order_by("-year", "-pk").annotate(
        total=Count("lines"), answered=Count("lines", filter=~Q(lines__answer="")),
        decided=Count("lines", filter=~Q(lines__verdict="")),
    )  # fmt: skip
    if sees_whole_cleanup(person):
        return rows
    own = CleanupLine.objects.filter(unit__in=speaking_posts(person).values("unit")).values("campaign")
    return rows.filter(pk__in=own).exclude(state=CampaignState.OPENED)


def filtered(rows: QuerySet[CleanupLine], query: Mapping[str, str]) -> tuple[QuerySet[CleanupLine], dict[str, str]]:
    """Narrow lines by what the address says; what it says wrongly doesn't count. Return them and what was chosen."""
    chosen = {name: query.get(name, "") for name in FILTERS}
    unit = chosen["unit"]
    if unit.isascii() and unit.isdigit() and len(unit) < 10:
        rows = rows.filter(unit=int(unit))
    if chosen["proposal"] in Verdict.values:
        rows = rows.filter(proposal=chosen["proposal"])
    if chosen["answer"] in {NOTHING, *CleanupLine.Answer.values} - {""}:
        rows = rows.filter(answer="" if chosen["answer"] == NOTHING else chosen["answer"])
    if chosen["verdict"] in {NOTHING, *Verdict.values}:
        rows = rows.filter(verdict="" if chosen["verdict"] == NOTHING else chosen["verdict"])
    return rows, chosen


def filters(rows: QuerySet[CleanupLine], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """What lines can be narrowed by, for the form above the table."""
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit"))
    answers = [(code or NOTHING, label) for code, label in CleanupLine.Answer.choices]
    offered: dict[str, tuple[Any, list[Any]]] = {
        "unit": (pgettext("gongkai", "unit"), [(str(unit.pk), unit) for unit in units]),
        "proposal": (_("proposal"), list(Verdict.choices)),
        "answer": (_("answer"), answers),
        "verdict": (_("decision"), [*Verdict.choices, (NOTHING, pgettext("cleanup", "undecided"))]),
    }
    return [
        {"name": name, "label": label, "choices": choices, "chosen": chosen[name]}
        for name, (label, choices) in offered.items()
    ]


def progress(rows: QuerySet[CleanupLine]) -> Progress:
    """Count lines, in two queries."""
    counted = rows.order_by().aggregate(
        total=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        objected=Count("pk", filter=Q(answer=CleanupLine.Answer.OBJECTS)),
        decided=Count("pk", filter=~Q(verdict="")),
        retiring=Count("pk", filter=Q(verdict__in=RETIRING)),
        requests=Count("request"),
    )
    keys = [str(pk) for pk in rows.exclude(request=None).order_by().values_list("request", flat=True)]
    ended = Case.objects.filter(kind=RETIREMENT, subject_id__in=keys, state__in=CaseState.FINAL)
    return Progress(**counted, ended=ended.order_by().values("subject_id").distinct().count())


def rows_of(lines: Iterable[CleanupLine], campaign: Campaign, person: Any) -> list[Row]:
    """Return lines with what became of them, in a fixed number of queries."""
    found = list(lines)
    keys = [str(line.request_id) for line in found if line.request_id]
    cases = {case.subject_id: case for case in Case.objects.filter(kind=RETIREMENT, subject_id__in=keys).order_by("pk")}
    lives = Life.objects.in_bulk([line.page_id for line in found if line.request_id], field_name="page_id")
    speaks = set(speaking_posts(person).values_list("unit", flat=True))
    open_now = campaign.takes_answers
    return [
        Row(line, cases.get(str(line.request_id)), lives.get(line.page_id), open_now and line.unit_id in speaks)
        for line in found
    ]
