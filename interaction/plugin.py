"""What interaction registers at the extension points."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import AddressSource, ApprovableKind, GuardedTable, HomeSection, IndexSource

from . import indexing, reading, services
from .kinds import ReplyKind
from .models import Reply

ON_HOME_PAGE = 5


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [ReplyKind()]


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
def public_addresses() -> list[AddressSource]:
    return [AddressSource("answers", lambda request: reading.public_answers(), answer_address, changed="given_at")]


def answer_address(reply: Reply, request: Any) -> str:
    """Return the path of a public answer."""
    return reverse("interaction:answer", args=[reply.number])


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("answers", "interaction/home_answers.html", latest_answers, 30, place="aside")]


def latest_answers(request: Any) -> dict[str, Any]:
    """Section of the home page: the newest public answers."""
    from .views import answer_row

    return {"rows": [answer_row(reply) for reply in reading.public_answers()[:ON_HOME_PAGE]]}


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    from .panels import TicketsPanel

    return [TicketsPanel()]
