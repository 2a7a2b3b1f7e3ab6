"""The kinds of tickets of the regulation as data: how each is numbered, who handles it, and its clock leg by leg."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons import registry
from portal.addons.types import ClockLeg, TicketKind

CONSULTATION, COMPLAINT, ERROR = "consultation", "complaint", "error"
PETITION, HALL, NATIONAL, OA = "petition", "hall", "national", "oa"
DISTRIBUTE, REPLY, ACCEPT, HANDLE, CHECK = "distribute", "reply", "accept", "handle", "check"
BY_UNIT, BY_OFFICE, BY_PARTY = "unit", "office", "party"
PETITION_RULES = "《信访工作条例》"  # cited as it is: no clause of the regulation
MOST_EXTENSION = 30

_RECEIVED = ("received", _("Question received"))
BUILT_IN = [
    TicketKind(
        CONSULTATION,
        "ZX",
        pgettext_lazy("gongkai", "Consultation"),
        "S5",
        BY_UNIT,
        (
            ClockLeg(DISTRIBUTE, 1, "S5", _("The Office gives it to the unit that answers")),
            ClockLeg(REPLY, 3, "S5", _("The unit answers")),
        ),
        (
            _RECEIVED,
            ("assigned", _("Given to a unit")),
            ("replying", _("Reply written and approved")),
            ("answered", _("Answer given")),
        ),
        {
            "title": _("Ask a question"),
            "lead": _(
                "The Office gives your question to the unit that knows within 1 working day; that unit answers within "
                "3 working days. You get a number and a query code, with which you can follow it at any time."
            ),
            "button": _("Send the question"),
        },
        form="interaction.forms.ConsultForm",
    ),
    TicketKind(
        COMPLAINT,
        "TS",
        pgettext_lazy("gongkai", "Complaint"),
        "S6",
        BY_PARTY,
        (
            ClockLeg(ACCEPT, 15, PETITION_RULES, _("The petition office says whether it accepts it"), calendar=True),
            ClockLeg(HANDLE, 60, "S6", _("The complaint is handled and the result told"), calendar=True),
        ),
        (
            ("received", _("Complaint received")),
            ("handed_over", _("Handed over to the petition system")),
            ("accepted", _("Accepted and being handled")),
            ("answered", _("Result given")),
        ),
        {
            "title": _("Make a complaint"),
            "lead": _(
                "Your complaint goes to the petition system at once, which handles it. Within 15 days you are told "
                "whether it is accepted, and within 60 days after that what came of it. Here you can follow it with a "
                "number and a query code."
            ),
            "button": _("Send the complaint"),
        },
        form="interaction.forms.ComplaintForm",
        party=PETITION,
    ),
    TicketKind(
        ERROR,
        "JC",
        pgettext_lazy("gongkai", "Error report"),
        "S7",
        BY_OFFICE,
        (ClockLeg(CHECK, 1, "S7", _("The Office looks at it and says what was done")),),
        (("received", _("Report received")), ("answered", _("Result given"))),
        {
            "title": _("Something is wrong here"),
            "lead": _(
                "Thank you for telling us. The Office looks at it within 1 working day. You get a number and a query "
                "code, with which you can see what was done."
            ),
            "button": _("Send the report"),
        },
        form="interaction.forms.ErrorForm",
    ),
]


def all_kinds() -> dict[str, TicketKind]:
    """Return all kinds by name, those of add-ons too."""
    return registry.by_name("ticket_kinds")


def kind_of(ticket: Any) -> TicketKind:
    """Return the kind of a ticket; the consultation's for one whose add-on has gone, so that it can still be read."""
    kinds = all_kinds()
    return kinds.get(ticket.kind) or kinds[CONSULTATION]
