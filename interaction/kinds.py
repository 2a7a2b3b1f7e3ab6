"""A reply as an approvable: the unit head decides it, over exactly what the asker and the public will read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.addons.types import Particulars, RouteChoice
from portal.approvals.models import Case
from portal.approvals.rows import StandingKind

from . import clocks, crypto, permissions, reading, sealed_opinions, services
from .models import Reply
from .naming import names_an_asker


def _reply_of(case: Case) -> Reply:
    return Reply.objects.select_related("ticket").get(pk=case.subject_id)


class ReplyKind(StandingKind):
    """Reply to a consultation (clause S5). Snapshot and title hold no personal text (law 7)."""

    name = services.KIND
    label = gettext_lazy("Reply to a consultation")
    model = Reply
    seals_opinions = True
    index_source = services.INDEX_SOURCE

    def snapshot(self, subject: Reply) -> dict[str, Any]:
        """What is approved: public texts in clear, everything private by the digest of its sealed bytes.

        The digest needs no key: what was approved can be proved also after the ticket was erased.
        """
        public = subject.audience == Reply.Audience.PUBLIC
        return {
            "type": "reply",
            "id": subject.pk,
            "number": subject.number,
            "unit": subject.unit_id,
            "asked_on": subject.asked_on.isoformat(),
            "audience": subject.audience,
            "private_answer": crypto.sealed_digest(subject.sealed_answer),
            "public": {
                "title": subject.public_title,
                "question": subject.public_question,
                "answer": subject.public_answer,
            }
            if public
            else None,
        }

    def texts(self, subject: Reply) -> dict[str, str]:
        """What screening reads: only what everybody will read, since findings are kept in clear."""
        if subject.audience != Reply.Audience.PUBLIC:
            return {}
        return {
            _("The public question"): f"{subject.public_title}\n{subject.public_question}",
            _("The public answer"): subject.public_answer,
        }

    def carry_out(self, case: Case, subject: Reply) -> None:
        services.carry_out_reply(case, subject)

    def address(self, subject: Reply) -> str:
        """What only the asker reads stands at no address."""
        public = subject.audience == Reply.Audience.PUBLIC
        return reverse("interaction:answer", args=[subject.number]) if public else ""

    def show(self, subject: Reply, parts: Sequence[Any], is_public: bool, act: str, case: Case | None) -> None:
        """The asker goes on reading it with the query code: for them it was given, and stays so."""
        services.show_reply(subject, is_public, act, case)

    def refused(self, case: Case, subject: Reply) -> None:
        services.drop_reply(subject)

    def withdrawn(self, case: Case, subject: Reply) -> None:
        """Its maker took it back: for the ticket that is the same as a refusal."""
        services.drop_reply(subject)

    def choose_route(self, subject: Reply) -> RouteChoice:
        return RouteChoice("reply", (_("The head of the unit that answers approves the reply (clause S5)."),))

    def particulars(self, case: Case, subject: Reply) -> Particulars:
        return Particulars(address=self.address(subject))

    def authors(self, subject: Reply) -> set[int]:
        return set(subject.writers)

    def owner_unit(self, subject: Reply) -> Any:
        return subject.unit.acting

    def problems(self, subject: Reply) -> list[Any]:
        """Every reason why the reply can't be sent yet; none quotes what the person wrote."""
        problems = super().problems(subject)
        if not reading.private_answer(subject):
            problems.append(_("The answer to the person is missing."))
        if subject.audience != Reply.Audience.PUBLIC:
            if services.others_asking(subject.ticket) and names_an_asker(
                reading.private_answer(subject) or "", subject.ticket
            ):
                problems.append(
                    _("Others who asked the same read this answer: it holds the name or the contact of one.")
                )
            return problems
        parts = (subject.public_title, subject.public_question, subject.public_answer)
        if not all(parts):
            problems.append(_("A public reply needs a title, a question and an answer for everybody."))
        if names_an_asker("\n".join(parts), subject.ticket):
            problems.append(_("What everybody would read still holds the name or the contact of somebody who asked."))
        return problems

    def title(self, subject: Reply) -> str:
        return _("Reply to consultation %(number)s") % {"number": subject.number}

    def url(self, subject: Reply) -> str:
        return services.ticket_url(subject.ticket)

    def clock_start(self, subject: Reply) -> tuple[date | datetime, int, str] | None:
        started = subject.ticket.assigned_at
        return (started, clocks.REPLY_DAYS, clocks.CLAUSE) if started else None

    def seal_opinion(self, case: Case, text: str) -> tuple[str, str]:
        """Return (sealed text, salted digest): what a head writes about a reply may repeat what the person told."""
        return sealed_opinions.seal(_reply_of(case).ticket.data_key, text, _("This question was erased."))

    def open_opinion(self, case: Case, stored: str, person: Any) -> str:
        """Return the words of an opinion to those who may read the ticket; to others that they may not."""
        ticket = _reply_of(case).ticket
        return sealed_opinions.unseal(
            ticket.data_key,
            stored,
            may_read=lambda: permissions.can_read(ticket, person),
            hidden=_("Only those who handle the question can read this."),
        )

    def may_open(self, case: Case, person: Any) -> bool:
        return permissions.can_read(_reply_of(case).ticket, person)

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]]:
        """What is approved, as rows for the case's page; private text only for those who handle the ticket."""
        reply = Reply.objects.select_related("ticket").filter(pk=case.subject_id).first()
        if reply is None:
            return []
        rows = [(_("Who sees it"), str(reply.get_audience_display()))]
        if others := services.others_asking(reply.ticket):
            rows.append((_("Read also by those who asked the same"), str(others)))
        rows += _private_rows(reply, person)
        if reply.audience == Reply.Audience.PUBLIC:
            rows += [
                (_("Title in public"), reply.public_title),
                (_("Question in public"), reply.public_question),
                (_("Answer in public"), reply.public_answer),
            ]
        return rows


def _private_rows(reply: Reply, person: Any) -> list[tuple[str, str]]:
    hidden = _("Shown only to the people who handle this consultation.")
    if not permissions.can_read(reply.ticket, person):
        return [(_("Question and answer"), hidden)]
    told = reading.told(reply.ticket)
    if told is None:
        return [(_("Question and answer"), _("Erased."))]
    return [
        (pgettext("gongkai", "Subject"), told.subject),
        (_("Question"), told.text),
        (_("Answer to the person"), reading.private_answer(reply) or ""),
    ]
