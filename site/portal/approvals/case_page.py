"""What an approver sees of a case, on one screen: the subject in tabs, and beside it the route, clock and acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import (
    attachments,
    comparing,
    desks,
    false_alarms,
    file_checks,
    on_paper,
    outlines,
    outside,
    permissions,
    secrecy,
    steps,
    versions,
    worklist,
)
from .acts_on_page import acts_on_page
from .ledger.models import Entry
from .models import Case, FindingRuling
from .pages import page_kind_names
from .states import CaseState

MAX_ENTRIES = 200
PHONE = "phone"


def context(case: Case, request: HttpRequest) -> dict[str, Any]:
    """Context of a case's page. What only one tab shows is looked up when that tab is open."""
    subject = case.subject()
    kind = case.kind_type if subject is not None else None
    opinions = _readable(case, subject, request.user)
    tab = chosen_tab(case, request)
    return {
        "case": case,
        "kind_label": case.kind_label,
        "state_label": CaseState.LABELS[case.state],
        "clock": worklist.clock_of(case) if case.state not in CaseState.FINAL else None,
        "steps": _steps(case, opinions),
        "earlier": [opinion for opinion in opinions if opinion.round != case.round],
        "acts": acts_on_page(case, request.user, kind.act_labels if kind else {}),
        "subject_url": kind.url_from_case(case, subject, request.user) if kind else "",
        "declared": secrecy.answer_rows(case),
        "answered": _answered(case, kind, request.user),
        "paper_until": on_paper.waits_until(case) if case.state == CaseState.APPROVED else None,
        "to_rule_on": bool(case.findings) and bool(false_alarms.unruled(case)),
        "file_checks": file_checks.progress(case) if case.state == CaseState.SCREENING else [],
        "reviews": list(case.outside_reviews.prefetch_related("comments").select_related("invited_by")),
        "may_invite": outside.may_invite(case, request.user),
        "stands": subject if case.state == CaseState.CARRIED_OUT else None,
        "tab": tab,
        "tabs": _tabs(case, tab),
        **TABS[tab](case, subject, request),
    }


def chosen_tab(case: Case, request: HttpRequest) -> str:
    """The tab that the address names; without one, the tab in which this person left this case; else the first."""
    wanted, kept = request.GET.get("tab", ""), request.session.get("case_tab")
    if wanted in TABS:
        if kept != [case.pk, wanted]:
            request.session["case_tab"] = [case.pk, wanted]
        return wanted
    left_at, left = kept or (None, "")
    return left if left_at == case.pk and left in TABS else next(iter(TABS))


def _tabs(case: Case, current: str) -> list[dict[str, Any]]:
    files = attachments.count(case.snapshot)
    titles = {
        "preview": _("As the public will see it") if _has_preview(case) else _("What is asked"),
        "changes": _("What changed"),
        "files": _("Attachments %(count)s") % {"count": files},
        "findings": _("Findings %(count)s") % {"count": len(case.findings)},
        "record": _("Record"),
    }
    return [
        {"title": titles[name], "url": f"?tab={name}", "current": name == current}
        for name in TABS
        if name != "files" or files
    ]


def _steps(case: Case, opinions: list[Any]) -> list[Any]:
    """The route's steps, with the opinions as this person may read them."""
    readable = {opinion.pk: opinion for opinion in opinions}
    found = steps.steps_of(case)
    for step in found:
        step.opinions = [readable[opinion.pk] for opinion in step.opinions]
    return found


def _readable(case: Case, subject: Any, person: Any) -> list[Any]:
    """The opinions on a case; sealed ones are opened for those who may read the subject."""
    opinions = list(case.opinions.select_related("actor", "entered_by", "repudiation", "scan").order_by("at"))
    if subject is not None and case.kind_type.seals_opinions:
        for opinion in opinions:
            opinion.text = case.kind_type.open_opinion(case, opinion.text, person)
    return opinions


def _answered(case: Case, kind: Any, person: Any) -> tuple[str, str] | None:
    """What the Office ordered to be changed and what the maker changed; sealed words for those who may read them."""
    said = secrecy.answered(case)
    if said is None or kind is None or not kind.seals_opinions:
        return said
    return kind.open_opinion(case, said[0], person), kind.open_opinion(case, said[1], person)


def _has_preview(case: Case) -> bool:
    return case.kind in page_kind_names() and case.revision_id is not None


def _preview(case: Case, subject: Any, request: HttpRequest) -> dict[str, Any]:
    if _has_preview(case):
        narrow = request.GET.get("width") == PHONE
        parts = case.kind_type.parts(case) if subject is not None else []
        return {"preview_url": reverse("approvals:preview", args=[case.pk]), "narrow": narrow, "parts": parts}
    rows = case.kind_type.summary(case, request.user) if subject is not None else []
    return {"summary": summary_rows(subject) if rows is None else rows}


def _changes(case: Case, subject: Any, request: HttpRequest) -> dict[str, Any]:
    """What differs from the public version, or, where it is asked for, from what was sent in the round before."""
    since_round = request.GET.get("against") == "round" and case.round > 1
    base = versions.round_before(case) if since_round else versions.public_before(case)
    found: dict[str, Any] = {"since_round": since_round, "base": base}
    if base is None:
        return found
    before, after = (outlines.outline(snapshot, case.kind) for snapshot in (base.snapshot, case.snapshot))
    found["changes"] = comparing.compare(before, after)
    found["file_changes"] = _file_changes(case, base)
    found["equal"] = base.snapshot == case.snapshot
    return found


def _file_changes(case: Case, base: versions.Version) -> list[dict[str, Any]]:
    """How the files differ; those of the case itself with their address and picture."""
    changes = attachments.compare(attachments.pinned(base.snapshot), attachments.pinned(case.snapshot))
    return [
        {
            "change": change,
            "url": _file_address(case, change),
            "picture": attachments.page_address(case, change.after) if change.after and change.after.has_pages else "",
        }
        for change in changes
    ]


def _file_address(case: Case, change: attachments.FileChange) -> str:
    """Where a changed file is fetched: from the case, or, one that is gone from it, from where it was public."""
    if change.after is not None:
        return attachments.address(case, change.after) if change.after.row is not None else ""
    row = change.before.row if change.before is not None else None
    return row.file.url if row is not None else ""


def _files(case: Case, subject: Any, request: HttpRequest) -> dict[str, Any]:
    return {"files": [attachments.shown(case, file) for file in attachments.pinned(case.snapshot)]}


def _findings(case: Case, subject: Any, request: HttpRequest) -> dict[str, Any]:
    return {"findings": finding_cards(case, request.user)}


def _record(case: Case, subject: Any, request: HttpRequest) -> dict[str, Any]:
    return {"entries": Entry.objects.filter(case_number=case.number).order_by("seq")[:MAX_ENTRIES]}


TABS: dict[str, Callable[[Case, Any, HttpRequest], dict[str, Any]]] = {
    "preview": _preview,
    "changes": _changes,
    "files": _files,
    "findings": _findings,
    "record": _record,
}


def finding_cards(case: Case, person: Any) -> list[dict[str, Any]]:
    """The findings of a case as cards: what the maker says to them, who ruled what, and the ruling that is due."""
    rulings = {ruling.finding: ruling for ruling in case.finding_rulings.select_related("by").order_by("pk")}
    offered = _rulings_offered(case, person)
    unruled = {finding["id"] for finding in false_alarms.unruled(case)} if offered else set()
    cards = []
    seals = bool(case.findings) and case.subject() is not None and case.kind_type.seals_opinions
    for finding in case.findings:
        ruling, actions = rulings.get(finding["id"]), offered if finding["id"] in unruled else []
        crop = reverse("approvals:finding_crop", args=[case.pk, finding["id"]]) if finding.get("file") else ""
        said = case.disputes.get(finding["id"], "")
        if seals:
            said = case.kind_type.open_opinion(case, said, person) if said else ""
            if ruling is not None:
                ruling.reason = case.kind_type.open_opinion(case, ruling.reason, person)
        cards.append({**finding, "actions": actions, "dispute": said, "ruling": ruling, "crop_url": crop})
    return cards


def _rulings_offered(case: Case, person: Any) -> list[dict[str, Any]]:
    """What a person can say now to a finding that nobody released, as actions of its card."""
    if not permissions.can("rule_finding", case, person):
        return []
    seat, verdicts = desks.seat_of(person, case), FindingRuling.Verdict
    confirm, rule = (reverse("approvals:act", args=[case.pk, name]) for name in ("confirm_finding", "rule_finding"))
    found: list[dict[str, Any]] = []
    if permissions.can("return", case, person):
        text = _("Really a problem: return it")
        found.append(
            {"url": confirm, "fields": "approvals/acts/finding_confirmation.html", "text": text, "kind": "danger"}
        )
    reasoned = {"url": rule, "fields": "approvals/acts/finding_ruling.html"}
    found.append({**reasoned, "verdict": verdicts.FALSE_ALARM, "text": _("The machine was wrong")})
    if seat is not None and false_alarms.may_insist(case, seat[0]):
        text = _("Publish nonetheless, on my instruction")
        found.append({**reasoned, "verdict": verdicts.NONETHELESS, "text": text, "kind": "danger"})
    return [{**action, "version": case.version} for action in found]


def summary_rows(subject: Any) -> list[tuple[str, str]]:
    """What a case without a page asks: the subject's editable fields, with their labels."""
    rows = []
    for field in type(subject)._meta.concrete_fields if subject is not None else ():
        if not field.editable or field.primary_key:
            continue
        display = getattr(subject, f"get_{field.name}_display", None)
        value = display() if display else getattr(subject, field.name)
        if isinstance(value, bool):
            value = _("yes") if value else _("no")
        if isinstance(value, datetime):
            value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if value not in (None, ""):
            rows.append((str(field.verbose_name), str(value)))
    return rows
