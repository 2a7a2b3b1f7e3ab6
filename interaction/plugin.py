"""What interaction registers at the extension points."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import (
    AddressSource,
    ApprovableKind,
    GuardedTable,
    HomeSection,
    IndexSource,
    Job,
    NumberDoor,
    Party,
    Periodic,
    RemindedClock,
    RoomUpdates,
    TicketKind,
    Transport,
)

from . import indexing, news, reading, services, ticket_kinds
from . import jobs as ticket_jobs
from .exchange import jobs as exchange_jobs
from .exchange.parties import PARTIES
from .kinds import ReplyKind
from .models import Reply
from .reminding import TicketClock
from .transports import TRANSPORTS

ON_HOME_PAGE = 5
DOORS = {
    "interaction:consult": ticket_kinds.CONSULTATION,
    "interaction:complain": ticket_kinds.COMPLAINT,
    "interaction:report": ticket_kinds.ERROR,
}


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [ReplyKind()]


@hookimpl(specname="ticket_kinds")
def kinds_of_tickets() -> list[TicketKind]:
    return list(ticket_kinds.BUILT_IN)


@hookimpl
def reminded_clocks() -> list[RemindedClock]:
    return [TicketClock()]


@hookimpl
def number_doors() -> list[NumberDoor]:
    from .views.following import open_here

    return [NumberDoor("ticket", reading.by_code, open_here)]


@hookimpl
def parties() -> list[Party]:
    return list(PARTIES)


@hookimpl
def transports() -> list[Transport]:
    return list(TRANSPORTS)


@hookimpl
def jobs() -> list[Job]:
    carry, compare = exchange_jobs.carry, exchange_jobs.reconcile_all
    return [
        Job(exchange_jobs.JOB, carry, _("Exchange messages with another system"), first_wait=30.0, slow=True),
        Job(exchange_jobs.ROUND, exchange_jobs.round_of_all, _("Look after all connectors")),
        Job(exchange_jobs.RECONCILE, compare, _("Compare both sides of connectors"), slow=True),
        Job(ticket_jobs.COHANDLING, ticket_jobs.look_after_cohandling, _("Look after contributions of other units")),
        Job(ticket_jobs.REVIEWS, ticket_jobs.remind_of_reviews, _("Tell units which answers to look at anew")),
        Job(news.MAIL, news.send_mail, _("Mail that there is news"), max_attempts=10, first_wait=10.0, slow=True),
        Job(ticket_jobs.FORGET, ticket_jobs.forget_confirmations, _("Forget what confirmed people")),
        Job(exchange_jobs.ERASE, exchange_jobs.erase_handed_over, _("Erase complaints that were handed over")),
        Job(exchange_jobs.ERASE_MESSAGES, exchange_jobs.erase_messages, _("Erase old messages of other systems")),
    ]


@hookimpl
def periodics() -> list[Periodic]:
    return [
        Periodic(exchange_jobs.ROUND, exchange_jobs.EVERY),
        Periodic(exchange_jobs.RECONCILE, exchange_jobs.COMPARED_EVERY),
        Periodic(ticket_jobs.COHANDLING, ticket_jobs.LOOKED_AFTER_EVERY),
        Periodic(ticket_jobs.REVIEWS, ticket_jobs.REVIEWED_EVERY),
        Periodic(ticket_jobs.FORGET, ticket_jobs.FORGOTTEN_EVERY),
        Periodic(exchange_jobs.ERASE, exchange_jobs.ERASED_EVERY),
        Periodic(exchange_jobs.ERASE_MESSAGES, exchange_jobs.ERASED_EVERY),
    ]


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [GuardedTable("interaction.Reply", live="published")]


@hookimpl
def index_sources() -> list[IndexSource]:
    return [
        IndexSource(
            services.INDEX_SOURCE,
            {"answer": pgettext_lazy("gongkai", "Questions and replies")},
            indexing.read,
            indexing.ids,
        )
    ]


@hookimpl
def room_updates() -> list[RoomUpdates]:
    doors = [
        RoomUpdates(reverse(address), partial(reading.last_answer, kind), partial(reading.any_waits, kind))
        for address, kind in DOORS.items()
    ]
    return [RoomUpdates(reverse("interaction:answers"), reading.last_public_answer), *doors]


@hookimpl
def public_addresses() -> list[AddressSource]:
    return [
        AddressSource(
            "answers", lambda request: reading.public_answers(), answer_address, "given_at", "interaction:answer"
        )
    ]


def answer_address(reply: Reply, request: Any) -> str:
    """Return the path of a public answer."""
    return reverse("interaction:answer", args=[reply.number])


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("answers", "interaction/home_answers.html", latest_answers, 30, place="aside")]


def latest_answers(request: Any) -> dict[str, Any]:
    """Section of the home page: the newest public answers."""
    from .views.answers import answer_row

    return {"rows": [answer_row(reply) for reply in reading.public_answers()[:ON_HOME_PAGE]]}


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    from .panels import TicketsPanel

    return [TicketsPanel()]
