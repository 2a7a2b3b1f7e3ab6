"""The systems of the regulation: provincial hall (S4), OA (S5), petitions (S6), national reporting system (S7)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from portal.addons.types import Party
from portal.approvals.ledger.services import record
from portal.organisation.models import Unit

from .. import services, ticket_kinds
from ..confirming import real_names
from ..confirming.real_names import IDENTITY
from ..confirming.telephones import SMS
from ..models import Message, Ticket
from ..services import complaints, in_oa
from ..states import TicketState
from ..ticket_kinds import CONSULTATION, ERROR, HALL, NATIONAL, OA, PETITION
from .envelopes import UNREADABLE
from .errors import Unfit
from .incoming import Incoming


@sensitive_variables()
def from_petitions(incoming: Incoming) -> Ticket:
    """The petition system says how a complaint stands: accepted, declined, extended, result."""
    ticket = Ticket.objects.select_for_update().filter(number=incoming.subject).first()
    if ticket is None or ticket_kinds.kind_of(ticket).party != PETITION:
        raise Unfit(gettext("no complaint of that number"))
    if ticket.state == TicketState.WITHDRAWN:
        return ticket  # the withdrawal crossed it on the way
    act = _ACTS.get(incoming.event)
    if act is None:
        raise Unfit(gettext("unknown event"))
    act(ticket, incoming)
    return ticket


def _accepted(ticket: Ticket, incoming: Incoming) -> None:
    complaints.accepted(ticket, _moment(incoming, "at"), incoming.text("reference", 60, needed=False))


def _declined(ticket: Ticket, incoming: Incoming) -> None:
    complaints.declined(ticket, incoming.text("reason"))


def _extended(ticket: Ticket, incoming: Incoming) -> None:
    days = incoming.body.get("days")
    if type(days) is not int:
        raise Unfit(gettext("days: no number"))
    incoming.text("approved_by", 80)  # the leader in charge approved it there (clause S6)
    complaints.mirrored_extension(ticket, days, incoming.text("reason"))


def _result(ticket: Ticket, incoming: Incoming) -> None:
    complaints.result(ticket, incoming.text("text", 20000))


_ACTS = {"accepted": _accepted, "declined": _declined, "extended": _extended, "result": _result}


def _moment(incoming: Incoming, name: str) -> datetime:
    """Return a moment of the body, never later than now: a clock over there may be ahead."""
    try:
        found = datetime.fromisoformat(incoming.text(name, 40))
        found = (found if found.tzinfo else timezone.make_aware(found)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unfit(gettext("%(name)s: no moment") % {"name": name}) from error
    return min(found, timezone.now())


def petitions_took(message: Message) -> None:
    """The petition system holds a complaint: its hand-over is acknowledged."""
    if message.event == "complaint" and message.ticket_id is not None:
        complaints.handed_over(Ticket.objects.select_for_update().get(pk=message.ticket_id))


@sensitive_variables()
def from_oa(incoming: Incoming) -> Ticket:
    """The OA system says how a consultation stands: given to a unit, given back, replied to (clause S5)."""
    ticket = Ticket.objects.select_for_update().filter(number=incoming.subject).first()
    if ticket is None or not Message.objects.filter(ticket=ticket, connector=incoming.connector).exists():
        raise Unfit(gettext("no consultation of that number"))
    act = _OA_ACTS.get(incoming.event)
    if act is None:
        raise Unfit(gettext("unknown event"))
    if not ticket.system or ticket.state not in TicketState.OPEN:
        return ticket  # recalled, withdrawn or answered meanwhile: it crossed on the way
    act(ticket, incoming)
    return ticket


def _assigned_in_oa(ticket: Ticket, incoming: Incoming) -> None:
    unit = Unit.objects.filter(code=incoming.text("unit", 40), is_active=True).first()
    if unit is None:
        raise Unfit(gettext("no unit of that code"))
    in_oa.assigned(ticket, unit, _moment(incoming, "at"))


def _returned_in_oa(ticket: Ticket, incoming: Incoming) -> None:
    in_oa.returned(ticket, incoming.text("reason"))


def _replied_in_oa(ticket: Ticket, incoming: Incoming) -> None:
    approved_by = incoming.text("approved_by", 80)  # the head of the unit approved it there (clause S5)
    in_oa.replied(ticket, incoming.text("text", 10000), approved_by, _for_everybody(incoming))


def _for_everybody(incoming: Incoming) -> dict[str, str] | None:
    """Return title, question and answer of a reply for everybody, None for one for the person only."""
    if not incoming.body.get("public"):
        return None
    words = {"title": ("public_title", 80), "question": ("public_question", 3000), "answer": ("public_answer", 10000)}
    return {name: incoming.text(field, longest) for name, (field, longest) in words.items()}


_OA_ACTS = {"assigned": _assigned_in_oa, "returned": _returned_in_oa, "replied": _replied_in_oa}


def oa_took(message: Message) -> None:
    """The OA system holds a consultation."""
    if message.event == "consultation" and message.ticket_id is not None:
        in_oa.reached(Ticket.objects.select_for_update().get(pk=message.ticket_id))


@sensitive_variables()
def from_hall(incoming: Incoming) -> Ticket:
    """The document window receives a consultation of the provincial hall (clause S4)."""
    if incoming.event != "consultation":
        raise Unfit(gettext("unknown event"))
    return _received(
        incoming,
        kind=CONSULTATION,
        channel=Ticket.Channel.HALL,
        subject=incoming.text("subject", 120),
        text=incoming.text("text"),
    )


@sensitive_variables()
def from_national(incoming: Incoming) -> Ticket:
    """The document window brings in an error report of the national system (clause S7)."""
    if incoming.event != "report":
        raise Unfit(gettext("unknown event"))
    text = incoming.text("text")
    return _received(
        incoming,
        kind=ERROR,
        channel=Ticket.Channel.NATIONAL,
        subject=text[:40],
        text=text,
        more={"page": incoming.text("page", 500, needed=False)},
    )


@sensitive_variables()
def _received(incoming: Incoming, channel: str, **told: Any) -> Ticket:
    known = Ticket.objects.filter(channel=channel, reference=incoming.subject).first()
    if known is not None:
        return known  # somebody entered it by hand before
    return services.submit(
        name=incoming.text("name", 80, needed=False),
        contact=incoming.text("contact", 120, needed=False),
        channel=channel,
        reference=incoming.subject,
        entered_by=incoming.by,
        **told,
    ).ticket


def window_delivered(message: Message) -> None:
    """The hall or the national system holds our answer: that is the proof of delivery (clauses S4 and S7)."""
    if message.ticket is not None:
        data = {"number": message.ticket.number, "message": message.message_id, "event": message.event}
        record("ticket.delivered", subject=message.ticket.subject_key, data=data, digest=message.digest)


def from_telephones(incoming: Incoming) -> None:
    """Short messages go out only: whatever comes from there is a dead letter."""
    raise Unfit(gettext("nothing is expected from there"))


def nothing_more(message: Message) -> None:
    """Nothing hangs on a message of these systems being taken."""


# What the messages of these systems are about, for people.
EVENTS: dict[str, Any] = {
    "complaint": _("Complaint handed over"),
    "addition": _("Added by the person"),
    "withdrawal": _("Withdrawn by the person"),
    "extension": _("Time extended"),
    "accepted": pgettext_lazy("gongkai", "accepted"),
    "declined": pgettext_lazy("gongkai", "not accepted"),
    "extended": _("Time extended"),
    "result": _("Result"),
    "consultation": pgettext_lazy("gongkai", "Consultation"),
    "reply": pgettext_lazy("gongkai", "Reply"),
    "report": pgettext_lazy("gongkai", "Error report"),
    "assigned": _("Given to a unit"),
    "returned": _("Given back"),
    "replied": pgettext_lazy("gongkai", "Reply"),
    "answered": _("Answer given"),
    "rating": _("Rated by the person"),
    "recall": _("Taken back"),
    "sms": _("Short message"),
    "check": _("Name to be checked"),
    "checked": _("Answer to a check"),
    UNREADABLE: _("Its content can't be read"),
}
PARTIES = [
    Party(PETITION, _("petition system"), from_petitions, petitions_took),
    Party(
        HALL,
        _("provincial online hall"),
        from_hall,
        window_delivered,
        {
            "consultation": {
                "编号": "number",
                "姓名": "name",
                "联系方式": "contact",
                "标题": "subject",
                "内容": "text",
            },
            "reply": {"编号": "reference", "答复单位": "unit", "答复时间": "answered_at", "答复内容": "text"},
        },
        reads="consultation",
    ),
    Party(OA, _("OA system"), from_oa, oa_took),
    Party(SMS, _("short messages (SMS)"), from_telephones, nothing_more, keeps=False),
    Party(IDENTITY, _("real-name check"), real_names.take_answer, nothing_more, keeps=False),
    Party(
        NATIONAL,
        _("national reporting system"),
        from_national,
        window_delivered,
        {
            "report": {
                "编号": "number",
                "网址": "page",
                "问题描述": "text",
                "姓名": "name",
                "联系方式": "contact",
            },
            "result": {"编号": "reference", "处理结果": "outcome", "答复内容": "result"},
        },
        reads="report",
    ),
]
