"""How cases are shown to people: rows, steps and words for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.calendars.services import calendar
from portal.calendars.working_days import Reason, WorkCalendar
from portal.theme.formats import moment

from .. import secrecy
from ..models import Case, Evidence, Opinion
from ..states import CaseState
from ..steps import STOPPING, Step
from ..worklist import ClockState, clock_of

register = template.Library()

ACTS = {
    "case.opened": gettext_lazy("case opened"),
    "case.changed": gettext_lazy("draft changed"),
    "case.sent": gettext_lazy("sent"),
    "case.passed": gettext_lazy("secrecy review passed"),
    "case.unsure": gettext_lazy("unsure, handed to the Office"),
    "case.agreed": gettext_lazy("agreed"),
    "case.returned": gettext_lazy("returned"),
    "case.ruled_fit": gettext_lazy("ruled: may be published"),
    "case.must_change": gettext_lazy("ruled: must be changed"),
    "case.must_not": gettext_lazy("ruled: must not be published"),
    "case.escalated": gettext_lazy("agreed, and sent the heavier way"),
    "case.correcting": gettext_lazy("began to correct"),
    "case.corrected": gettext_lazy("corrected and signed"),
    "case.correction_dropped": gettext_lazy("dropped the correction"),
    "case.objected": gettext_lazy("objected to the correction"),
    "case.restarted": gettext_lazy("the route began again"),
    "case.scheduled": gettext_lazy("approved, waits for its time"),
    "case.called_back": gettext_lazy("called back"),
    "case.stopped": gettext_lazy("stopped by the check"),
    "case.confirmed": gettext_lazy("confirmed an entered opinion"),
    "case.repudiated": gettext_lazy("repudiated an entered opinion"),
    "case.rerouted": gettext_lazy("waits for others after a change of posts or duties"),
    "finding.false_alarm": gettext_lazy("ruled that the machine was wrong"),
    "finding.confirmed": gettext_lazy("confirmed that a finding has to be mended"),
    "finding.nonetheless": gettext_lazy("had it published in spite of a finding"),
    "evidence.added": gettext_lazy("evidence added"),
    "evidence.removed": gettext_lazy("evidence taken back"),
    "review.invited": gettext_lazy("outside reviewer invited"),
    "review.commented": gettext_lazy("outside reviewer commented"),
    "review.revoked": gettext_lazy("link of an outside reviewer closed"),
    "case.refused": gettext_lazy("refused"),
    "case.withdrawn": gettext_lazy("withdrawn"),
    "case.carried_out": gettext_lazy("carried out"),
    "case.recounted": gettext_lazy("clock counted again"),
    "case.urged": gettext_lazy("urged on"),
    "clock.ahead": gettext_lazy("reminded before the end of the clock"),
    "clock.today": gettext_lazy("reminded on the last day of the clock"),
    "clock.overdue": gettext_lazy("overdue, recorded against the unit"),
    "clock.escalated": gettext_lazy("overdue, brought before the leader in charge"),
    "clock.ended": gettext_lazy("overrun ended"),
    "clock.thresholds_set": gettext_lazy("thresholds of the clock set"),
    "accountability.recorded": gettext_lazy("recorded against the unit"),
    "accountability.explained": gettext_lazy("explanation of the unit"),
    "cleanup.opened": gettext_lazy("clean-up of columns opened"),
    "cleanup.asked": gettext_lazy("units asked about their columns"),
    "cleanup.reminded": gettext_lazy("units reminded of their columns"),
    "cleanup.answered": gettext_lazy("answer of the unit to a clean-up"),
    "cleanup.collected": gettext_lazy("answers to a clean-up collected"),
    "cleanup.line_decided": gettext_lazy("decided what becomes of a column"),
    "cleanup.adopted": gettext_lazy("decided about columns as proposed"),
    "cleanup.decided": gettext_lazy("clean-up of columns decided"),
    "cleanup.closed": gettext_lazy("clean-up of columns closed"),
    "cleanup.called_off": gettext_lazy("clean-up of columns called off"),
    "account.password_asked": gettext_lazy("first password asked for"),
    "account.password_agreed": gettext_lazy("first password agreed to"),
    "account.password_set": gettext_lazy("first password set"),
    "function.asked": gettext_lazy("function asked for"),
    "function.assigned": gettext_lazy("function assigned"),
    "post.stand_in_named": gettext_lazy("stand-in named"),
    "calendar.entered": gettext_lazy("holidays of a year entered"),
    "publication.taken_down": gettext_lazy("taken down at once"),
    "section.opened": gettext_lazy("column or topic opened"),
    "section.activated": gettext_lazy("column or topic became active"),
    "section.retirement_announced": gettext_lazy("closing of a column or topic announced"),
    "section.called_off": gettext_lazy("announced closing called off"),
    "section.retired": gettext_lazy("column or topic closed"),
    "section.reopened": gettext_lazy("column or topic reopened"),
    "section.due_soon": gettext_lazy("column or topic due for an update soon"),
    "section.overdue": gettext_lazy("column or topic not updated in time"),
    "section.filling_overdue": gettext_lazy("column or topic being filled for too long"),
    "section.handed_over": gettext_lazy("column or topic handed over"),
    "section.changes_proposed": gettext_lazy("changes of a request proposed"),
    "section.changes_accepted": gettext_lazy("proposed changes of a request accepted"),
    "topic.ending": gettext_lazy("special topic near its end"),
    "topic.region": gettext_lazy("a region of a special topic given to units"),
    "topic.snapshot": gettext_lazy("snapshot of a special topic made"),
    "section.excused": gettext_lazy("column or topic excused from updates"),
    "duty.rule_set": gettext_lazy("rule of updates changed"),
    "duty.table_frozen": gettext_lazy("table of responsibility frozen"),
    "release.published": gettext_lazy("interpretation published together with its document"),
    "interpretation.waived": gettext_lazy("document let go first"),
    "interpretation.settled": gettext_lazy("owed interpretation published"),
    "interpretation.overdue": gettext_lazy("owed interpretation overdue"),
    "disclosure.not_disclosed": gettext_lazy("not disclosed, on a ground by law"),
    "import.published": gettext_lazy("imported document published"),
    "ticket.received": gettext_lazy("question received"),
    "ticket.assigned": gettext_lazy("question given to a unit"),
    "ticket.answered": gettext_lazy("question answered"),
    "ticket.recounted": gettext_lazy("clock of a question counted again"),
    "ticket.erased": gettext_lazy("question erased"),
    "ticket.given_back": gettext_lazy("question given back by a unit"),
    "ticket.handed_over": gettext_lazy("handed over to the system that handles it"),
    "ticket.accepted": gettext_lazy("complaint accepted by the petition system"),
    "ticket.declined": gettext_lazy("complaint not accepted by the petition system"),
    "ticket.added": gettext_lazy("something added by the person"),
    "ticket.withdrawn": gettext_lazy("withdrawn by the person"),
    "ticket.rated": gettext_lazy("reply rated by the person"),
    "ticket.merged": gettext_lazy("question merged with another"),
    "ticket.separated": gettext_lazy("question taken apart from another again"),
    "ticket.delivered": gettext_lazy("delivery to another system proved"),
    "message.proved": gettext_lazy("delivery to another system proved by hand"),
    "message.tried_again": gettext_lazy("message of another system tried again"),
    "message.laid_aside": gettext_lazy("message of another system laid aside"),
    "message.erased": gettext_lazy("message of another system erased"),
    "ticket.contact_erased": gettext_lazy("contact of a complaint erased: its end was told"),
    "ticket.text_erased": gettext_lazy("text of a complaint erased"),
    "ticket.extension_asked": gettext_lazy("longer time for a complaint asked for"),
    "ticket.extended": gettext_lazy("time for a complaint extended"),
    "ticket.extension_refused": gettext_lazy("longer time for a complaint refused"),
    "ticket.recalled": gettext_lazy("question taken back from the OA system"),
    "ticket.reply_came_back": gettext_lazy("reply for everybody came back from the OA system"),
    "ticket.cohandling_asked": gettext_lazy("another unit asked to contribute"),
    "ticket.contributed": gettext_lazy("contribution of another unit given"),
    "ticket.cohandling_ended": gettext_lazy("contribution of another unit no longer needed"),
    "ticket.cohandling_overdue": gettext_lazy("contribution of another unit overdue"),
    "answer.review_due": gettext_lazy("public answer to be looked at anew"),
    "answer.still_right": gettext_lazy("public answer found to be still right"),
    "tickets.review_days_set": gettext_lazy("set when answers are looked at anew"),
    "tickets.place_chosen": gettext_lazy("chosen where consultations are handled"),
    "activity.opened": gettext_lazy("activity opened"),
    "activity.prolonged": gettext_lazy("activity prolonged"),
    "activity.stopped": gettext_lazy("activity stopped early"),
    "activity.closed": gettext_lazy("activity closed on its date"),
    "activity.concluded": gettext_lazy("result of an activity published"),
    "activity.overdue": gettext_lazy("result of an activity overdue"),
    "activity.discarded": gettext_lazy("votes discarded"),
    "activity.counted_again": gettext_lazy("discarded votes counted again"),
    "activity.jury_named": gettext_lazy("jury of an activity named"),
    "activity.scored": gettext_lazy("points given by a juror"),
    "activity.shortlisted": gettext_lazy("shortlist of an activity made"),
    "activity.gathered": gettext_lazy("opinions brought together"),
    "activity.answered": gettext_lazy("group of opinions answered"),
    "activity.attendance": gettext_lazy("attendance of a training noted"),
    "activity.erased": gettext_lazy("what was sent in to an activity erased"),
    "activity.recounted": gettext_lazy("clock of an activity counted again"),
    "interview.asked": gettext_lazy("question for an interview received"),
    "interview.question_received": gettext_lazy("question for an interview put back"),
    "interview.question_chosen": gettext_lazy("question for an interview chosen"),
    "interview.question_asked": gettext_lazy("question for an interview asked"),
    "interview.question_declined": gettext_lazy("question for an interview declined"),
    "interview.question_erased": gettext_lazy("question for an interview erased"),
    "interview.released": gettext_lazy("passage of an interview released"),
    "hot_issue.begun": gettext_lazy("hot issue begun"),
    "hot_issue.given": gettext_lazy("hot issue given to another unit"),
    "hot_issue.postponed": gettext_lazy("response to a hot issue postponed"),
    "hot_issue.dropped": gettext_lazy("hot issue dropped"),
    "hot_issue.reopened": gettext_lazy("hot issue taken up again"),
    "hot_issue.responded": gettext_lazy("hot issue responded to"),
    "hot_issue.overrun": gettext_lazy("response to a hot issue overdue"),
    "hot_issue.recounted": gettext_lazy("clock of a hot issue counted again"),
    "application.received": gettext_lazy("application for disclosure received"),
    "application.confirm": gettext_lazy("application for disclosure confirmed"),
    "application.assign": gettext_lazy("application for disclosure given to a unit"),
    "application.ask_correction": gettext_lazy("correction of an application asked for"),
    "application.correct": gettext_lazy("application for disclosure corrected"),
    "application.lapse": gettext_lazy("application for disclosure closed: not corrected in time"),
    "application.withdrawn": gettext_lazy("application for disclosure withdrawn"),
    "application.wait": gettext_lazy("another agency given longer for an application"),
    "application.pause": gettext_lazy("others asked about an application"),
    "application.resume": gettext_lazy("others heard about an application"),
    "application.hear": gettext_lazy("third party heard about an application"),
    "application.notice": gettext_lazy("third party told what was disclosed"),
    "application.unheard": gettext_lazy("third party's time to be heard about an application over"),
    "application.extend": gettext_lazy("time for an application extended"),
    "application.answer": gettext_lazy("answer to an application written"),
    "application.answered": gettext_lazy("application for disclosure answered"),
    "application.deliver": gettext_lazy("letter about an application delivered"),
    "application.read": gettext_lazy("letter about an application opened"),
    "application.recounted": gettext_lazy("clock of an application counted again"),
    "application.erase": gettext_lazy("application for disclosure erased"),
    "site.built": gettext_lazy("site built"),
}
CHANGES = {
    "added": (pgettext_lazy("gongkai", "added"), "good"),
    "removed": (pgettext_lazy("gongkai", "removed"), "urgent"),
    "changed": (pgettext_lazy("gongkai", "changed"), "soon"),
    "replaced": (pgettext_lazy("gongkai", "replaced"), "soon"),
    "described": (pgettext_lazy("gongkai", "described anew"), "soon"),
}
_KINDS = {"late": "urgent", "soon": "soon", "ok": ""}


@register.filter
def act_label(act: str) -> Any:
    """The words for an act of the ledger (its code where an add-on's isn't known)."""
    return ACTS.get(act, act)


@register.filter
def change_label(kind: str) -> Any:
    """The word for how a part or a file differs."""
    return CHANGES[kind][0]


@register.filter
def change_badge(kind: str) -> str:
    """The tint of that word."""
    return CHANGES[kind][1]


@register.filter
def clock_kind(level: str) -> str:
    return _KINDS.get(level, "")


@register.filter
def clock_text(clock: ClockState) -> str:
    """ "2 working days left", "due today 23:59", "3 working days overdue"."""
    if clock.level == "late":
        return _("overdue by %(days)s working days") % {"days": abs(clock.days_left)}
    if clock.days_left == 0:
        return _("due today")
    return _("%(days)s working days left") % {"days": clock.days_left}


@register.filter
def counted_reason(reason: str, counted: bool) -> Any:
    """The words for why a day counts or doesn't."""
    return Reason(reason).label if reason in Reason.values else reason


@register.filter
def state_badge(case: Case) -> str:
    """The tint of a case's state; the word says it."""
    return {
        CaseState.CARRIED_OUT: "good",
        CaseState.APPROVED: "good",
        CaseState.RETURNED: "urgent",
        CaseState.REFUSED: "urgent",
        CaseState.WITHDRAWN: "void",
    }.get(case.state, "plain")


@register.filter
def step_rows(steps: list[Step]) -> list[dict[str, str]]:
    """Steps in the shape of the theme's component."""
    return [
        {
            "label": step.label,
            "state": "current" if step.state == "now" else step.state,
            "note": " · ".join(part for part in (step.names, moment(step.at) if step.at else "") if part),
        }
        for step in steps
    ]


@register.filter
def opinion_rows(opinions: list[Opinion]) -> list[dict[str, Any]]:
    """Opinions in the shape of the theme's component."""
    return [
        {
            "name": opinion.actor,
            "capacity": _capacity(opinion),
            "outcome": opinion.get_verdict_display(),
            "kind": "urgent" if opinion.verdict in STOPPING else "good",
            "at": opinion.at,
            "text": _words(opinion),
            "scan": opinion.scan.url if opinion.scan else "",
        }
        for opinion in opinions
    ]


def _capacity(opinion: Opinion) -> str:
    """In which capacity it was said; of one given on paper also who entered it."""
    if opinion.entered_by is None:
        return opinion.capacity
    entered = _("%(capacity)s, on paper, entered by %(registrar)s")
    return entered % {"capacity": opinion.capacity, "registrar": opinion.entered_by}


def _words(opinion: Opinion) -> str:
    """What was said, with the ground of a ruling, and whether it was repudiated since."""
    ground = str(secrecy.GROUNDS.get(opinion.ground, opinion.ground))
    repudiation = getattr(opinion, "repudiation", None)
    against = _("Repudiated: %(reason)s") % {"reason": repudiation.reason} if repudiation else ""
    return " · ".join(part for part in (opinion.text, ground, against) if part)


@register.filter
def case_rows(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Cases as rows of a worklist; the calendar is read once for all of them."""
    found = list(cases)
    works = calendar() if found else None
    return [_case_row(case, works) for case in found]


def _case_row(case: Case, works: WorkCalendar | None) -> dict[str, Any]:
    acted = getattr(case, "acted_at", None)
    facts = [str(case.kind_label), case.number, str(case.unit)]
    return {
        "title": case.title,
        "url": reverse("approvals:case", args=[case.pk]),
        "facts": [*facts, _("acted on %(when)s") % {"when": moment(acted)}] if acted else facts,
        "place": {"text": CaseState.LABELS[case.state], "note": str(case.route)},
        "clock": clock_row(clock_of(case, works=works)) if case.state in CaseState.UNFINISHED else None,
        "state": "",
    }


def clock_row(clock: ClockState | None) -> dict[str, Any] | None:
    """A clock in the shape of the theme's component, or None."""
    if clock is None:
        return None
    return {
        "text": clock_text(clock),
        "used": clock.percent,
        "total": 100,
        "kind": clock_kind(clock.level),
        "provisional": clock.provisional,
    }


@register.filter
def evidence_label(ground: str) -> Any:
    """The words for a ground of evidence that a case pinned."""
    return Evidence.Ground(ground).label if ground in Evidence.Ground.values else ground


@register.inclusion_tag("approvals/_checklist.html")
def secrecy_checklist(posted: Any = None) -> dict[str, Any]:
    """The maker's secrecy checklist inside a form; ``posted`` are the form's own data, so that answers stay."""
    answers = secrecy.answers_in(posted) if posted else {}
    rows = [(code, question, answers.get(code, "")) for code, question in secrecy.QUESTIONS.items()]
    return {"rows": rows, "answers": secrecy.ANSWERS.items()}
