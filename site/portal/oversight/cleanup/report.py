"""What the report of a clean-up says, made of what was signed and of the ledger alone (clause O5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.approvals import desks
from portal.approvals.models import Case, Entry, Opinion
from portal.approvals.states import CaseState
from portal.text.regulation import cited
from portal.theme.formats import moment

from ..models import Campaign, CleanupLine
from .services import KIND, RETIREMENT, RETIRING
from .verdicts import Verdict

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A heading, the names of the columns with their shares of the width, and rows of words."""

    title: str
    head: Row
    widths: tuple[float, ...]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Report:
    """The report as words: a title, sentences, tables, and the time it was made."""

    title: str
    sentences: list[str]
    tables: list[Table]
    made_at: datetime


def report(campaign: Campaign) -> Report:
    """Return the report of a decided campaign. LookupError where nobody has signed it."""
    case = Case.objects.about(KIND, campaign.pk).filter(state=CaseState.CARRIED_OUT).order_by("-pk").first()
    if case is None:
        raise LookupError(f"clean-up {campaign.pk} is not decided")
    lines = case.snapshot["lines"]
    tables = [_numbers(lines), _signatures(case), _retiring(campaign, lines), _all(lines)]
    return Report(
        title=_("Report on the clean-up of columns %(year)s") % {"year": campaign.year},
        sentences=_sentences(campaign, case, lines),
        tables=[table for table in tables if table.rows],
        made_at=timezone.now(),
    )


def _sentences(campaign: Campaign, case: Case, lines: list[dict[str, Any]]) -> list[str]:
    answers = Counter(line["answer"] for line in lines)
    limits = case.snapshot["thresholds"]
    said = {
        "all": len(lines),
        "agreed": answers[CleanupLine.Answer.AGREES],
        "objected": answers[CleanupLine.Answer.OBJECTS],
        "silent": answers[CleanupLine.Answer.NONE],
    }
    return [
        _("Case %(number)s, carried out %(at)s (%(clause)s).")
        % {"number": case.number, "at": moment(campaign.decided_at), "clause": cited("O5")},
        _(
            "%(all)s columns and topics were looked at; units agreed to %(agreed)s proposals, objected to %(objected)s,"
            " and left %(silent)s unanswered, which is no agreement."
        )
        % said,
        _(
            "A section counts as idle after %(times_duty)s times its update duty, without one after %(idle_days)s days;"
            " fewer than %(few_items)s own items in the year speak for merging. Imports never count as updates."
        )
        % limits,
        _(
            'Visits are answered requests for its pages by people who were not signed in; "found" counts how often its'
            " pages stood in a list of search results. Nothing is kept about anybody."
        ),
    ]


def _numbers(lines: list[dict[str, Any]]) -> Table:
    proposed, decided = (Counter(line[name] for line in lines) for name in ("proposal", "verdict"))
    rows = [(str(verdict.label), str(proposed[verdict]), str(decided[verdict])) for verdict in Verdict]
    head = ("", _("proposal"), _("decision"))
    return Table(_("In numbers"), head, (2, 1, 1), rows)


def _signatures(case: Case) -> Table:
    """Who signed at which desk, with the moment and the number of the ledger's entry."""
    found = case.opinions.filter(round=case.round, verdict__in=Opinion.AGREEING, repudiation=None).select_related(
        "actor"
    )
    entries = {
        entry.data.get("desk"): entry
        for entry in Entry.objects.filter(case_number=case.number, act__startswith="case.").order_by("seq")
        if entry.data.get("round") == case.round
    }
    rows = [
        (
            str(desks.desk_type(opinion.desk).label),
            str(opinion.actor),
            opinion.capacity,
            moment(entries[opinion.desk].at),
            str(entries[opinion.desk].seq),
        )
        for opinion in sorted(found, key=lambda opinion: _place(case, opinion.desk))
    ]
    head = (
        pgettext("gongkai", "Desk"), pgettext("cleanup", "signed by"), _("capacity"), pgettext("cleanup", "signed on"),
        _("number in the ledger"),
    )  # fmt: skip
    return Table(pgettext("cleanup", "Signatures"), head, (2, 1.2, 2, 1.6, 1.2), rows)


def _place(case: Case, desk: str) -> int:
    codes = [code for stage in case.stages for code in stage]
    return codes.index(desk) if desk in codes else len(codes)


def _retiring(campaign: Campaign, lines: list[dict[str, Any]]) -> Table:
    """What is being closed or merged, and how far its own case has come when the report is made."""
    requests = dict(campaign.lines.exclude(request=None).values_list("pk", "request"))
    keys = [str(pk) for pk in requests.values()]
    cases = {case.subject_id: case for case in Case.objects.filter(kind=RETIREMENT, subject_id__in=keys).order_by("pk")}
    rows = []
    for line in lines:
        if line["verdict"] in RETIRING:
            case = cases.get(str(requests.get(line["id"])))
            what = str(Verdict(line["verdict"]).label)
            into = f"{what} → {line['merged_title']}" if line["merged_title"] else what
            why = line["verdict_reason"] or line["proposal_reason"]
            rows.append((line["title"], line["unit_name"], into, why, _standing(case)))
    head = (
        pgettext("gongkai", "Column"), _("Responsible unit"), _("decision"), _("reason"),
        pgettext("cleanup", "how far"),
    )  # fmt: skip
    return Table(_("What is being closed or merged"), head, (2, 1.5, 1.5, 3, 1.6), rows)


def _standing(case: Case | None) -> str:
    return f"{case.number} {CaseState.LABELS[case.state]}" if case else _("no request needed")


def _all(lines: list[dict[str, Any]]) -> Table:
    rows = [
        (
            line["title"],
            line["unit_name"],
            _figures(line),
            _spoken(Verdict(line["proposal"]).label, line["proposal_reason"]),
            _spoken(CleanupLine.Answer(line["answer"]).label, line["answer_reason"], line["answered_by"]),
            _spoken(Verdict(line["verdict"]).label, line["verdict_reason"]),
        )
        for line in lines
    ]
    head = (
        pgettext("gongkai", "Column"), _("Responsible unit"), pgettext("cleanup", "figures"), _("proposal"),
        _("answer"), _("decision"),
    )  # fmt: skip
    return Table(_("All columns and topics"), head, (1.8, 1.3, 2.2, 2, 1.6, 1.6), rows)


def _figures(line: dict[str, Any]) -> str:
    values = {
        "on": line["last_update"] or "—",
        "items": line["own_items"],
        "pages": line["pages"],
        "visits": line["visits"],
        "found": line["found"],
    }
    words = (
        _(
            "last update %(on)s, %(items)s own items in the year, %(pages)s pages; %(visits)s visits,"
            " %(found)s times found in search"
        )
        % values
    )
    required = _("required by a superior: %(basis)s") % {"basis": line["duty_basis"] or "—"}
    return f"{words}\n{required}" if line["is_required"] else words


def _spoken(label: Any, reason: str, by: str = "") -> str:
    return "\n".join(part for part in (str(label), reason, by) if part)
