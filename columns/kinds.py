"""Columns and their items as approvables: who owns them, which route they take and why, what must be right first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.addons.types import Particulars, Place, RouteChoice
from portal.approvals import evidence
from portal.approvals import routes as approval_routes
from portal.approvals.models import Case
from portal.approvals.pages import PageKind, make_draft_again
from portal.approvals.removal import page_at
from portal.organisation.models import Function
from portal.registers.services import is_mainstream

from . import publishing, release_notes, releases, validation, waivers
from .models import ColumnPage, Disclosure, Interpretation, NewsPage
from .models.relations import RelationKind
from .sections import beginnings, life
from .sections.reading import is_archived
from .sections.states import LifeState

# Routes that a leader or the Office has a say on: neither evidence nor a correction makes them light by itself.
HEAVY = frozenset({"important", "important_news"})


def column_of(page: Page) -> ColumnPage | None:
    """Return the column that an item stands in."""
    parent = page.get_parent()
    return parent.specific if parent and isinstance(parent.specific, ColumnPage) else None


class ItemKind(PageKind):
    """What all items of columns share."""

    takes_evidence = True

    def routes(self, subject: Page) -> tuple[str, ...]:
        """From the lightest: what evidence allows, a correction of what is public, D7, D8, D10, N8."""
        direct = (evidence.DIRECT,) if evidence.of(self.name, subject.pk).exists() else ()
        correction = ("correction",) if subject.live else ()
        return (*direct, *correction, "general", "important", evidence.INSTRUCTION, approval_routes.EMERGENCY)

    def choose_route(self, subject: Page) -> RouteChoice:
        """By evidence or a leader's instruction where there is one; else by its tier, a correction the light way."""
        by_tier = self.by_tier(subject)
        if evidence.instruction_of(self.name, subject.pk) is not None:
            reason = _("The leader in charge instructed in writing that it be published (clause D10).")
            return RouteChoice(evidence.INSTRUCTION, (reason,))
        heavy = by_tier.route in HEAVY
        if direct := evidence.direct_choice(self.name, subject.pk, heavy):
            return direct
        if subject.live and not heavy:
            reason = _("It corrects what is public: the unit head approves, then the publicity centre.")
            return RouteChoice("correction", (reason,))
        return by_tier

    def sources(self, subject: Page) -> set[int]:
        """The page at the address of its source, where that is one of this site."""
        address = self.draft(subject).source_url
        page = page_at(address) if address else None
        return {page.pk} if page is not None and (page.full_url or "").rstrip("/") == address.rstrip("/") else set()

    def by_tier(self, subject: Page) -> RouteChoice:
        """Return the route of the subject's tier, and why: by what is public, too, where that was of a heavier one."""
        choice = self.tier_of(subject, self.draft(subject))
        if not subject.live or choice.route in HEAVY:
            return choice
        public = self.tier_of(subject, subject)
        if public.route not in HEAVY:
            return choice
        reason = _("What is public now is of the heavier tier, and whoever decided on that decides on its change.")
        return RouteChoice(public.route, (reason, *public.reasons))

    def tier_of(self, subject: Page, version: Page) -> RouteChoice:
        """Return the route of the tier of one version of the subject, and why."""
        raise NotImplementedError

    def owner_unit(self, subject: Page) -> Any:
        draft = self.draft(subject)
        column = column_of(subject)
        unit = draft.maker_unit or (column.owner_unit if column else None)
        return unit.acting if unit else None

    def problems(self, subject: Page) -> list[Any]:
        problems = [*super().problems(subject), *validation.item_problems(self.draft(subject))]
        if is_archived(subject.path):
            problems.append(_("The column is retired; nothing new is published in it."))
        return problems

    def published(self, case: Case, subject: Page) -> None:
        publishing.item_published(subject, case)


class DisclosureKind(ItemKind):
    """A government document: D7 or D8 by its classification, on the clock of D3."""

    name = "disclosure"
    label = gettext_lazy("government information")
    model = Disclosure

    GROUNDS = {
        "touches_vital_interests": gettext_lazy("it touches the vital interests of citizens or organisations"),
        "touches_public_interest": gettext_lazy("it touches major public interest"),
        "is_wide_notice": gettext_lazy("it is a notice that is to be widely known"),
        "is_authoritative_data": gettext_lazy("it holds authoritative data"),
    }

    def choose_route(self, subject: Disclosure) -> RouteChoice:
        choice = super().choose_route(subject)
        return RouteChoice(choice.route, (*choice.reasons, *release_notes.of(subject, self.draft(subject))))

    def tier_of(self, subject: Disclosure, version: Disclosure) -> RouteChoice:
        return self.route_of(version)

    def route_of(self, page: Disclosure) -> RouteChoice:
        """Return the route by the classification that stands on a page, draft or public."""
        grounds = [str(text) for field, text in self.GROUNDS.items() if getattr(page, field)]
        grounds += [page.other_importance] if page.other_importance else []
        if grounds:
            reason = _("Goes to the leader in charge after the unit head, because %(grounds)s (clause D8).")
            return RouteChoice("important", (reason % {"grounds": "、".join(grounds)},))
        return RouteChoice(
            "general", (_("General information: the unit head approves, then it is public (clause D7)."),)
        )

    def clock_start(self, subject: Disclosure) -> tuple[date | datetime, int, str] | None:
        draft = self.draft(subject)
        counts = draft.is_proactive and draft.formed_on is not None
        return (draft.formed_on, settings.GONGKAI["DISCLOSURE_WORKING_DAYS"], "D3") if counts else None

    def problems(self, subject: Disclosure) -> list[Any]:
        draft, problems = self.draft(subject), super().problems(subject)
        if not draft.is_proactive and subject.live:
            problems.append(_("It is public now: what is not to be disclosed any more is taken down first."))
        if releases.needs_interpretation(subject, draft):
            problems.append(release_notes.missing())
        for part in releases.parts_of(subject):
            found = ItemKind.problems(InterpretationKind(), part)
            problems += [_("Its interpretation “%(title)s”: %(problem)s") % {
                "title": part.title, "problem": problem} for problem in found]  # fmt: skip
        return problems

    def snapshot(self, subject: Disclosure) -> dict[str, Any]:
        return releases.snapshot_of_drafts(super().snapshot(subject), releases.parts_of(subject))

    def texts(self, subject: Disclosure) -> dict[Place, str]:
        texts = super().texts(subject)
        for part in releases.parts_of(subject):
            words = _("%(place)s of the interpretation “%(title)s”")
            for place, text in InterpretationKind().texts(part).items():
                texts[replace(place, words=words % {"place": place, "title": part.title})] = text
        return texts

    def pages_of(self, case: Case, subject: Disclosure) -> set[int]:
        return {subject.pk, *(part["id"] for part in case.snapshot.get(releases.PARTS, ()))}

    def authors(self, subject: Disclosure) -> set[int]:
        parts = releases.parts_of(subject)
        return super().authors(subject).union(*(InterpretationKind().authors(part) for part in parts))

    def parts(self, case: Case) -> list[tuple[str, str]]:
        return [
            (part["fields"]["title"], reverse("columns:release_part", args=[case.pk, part["revision"]]))
            for part in case.snapshot.get(releases.PARTS, ())
        ]

    def sources(self, subject: Disclosure) -> set[int]:
        """What its relations say that it reprints, too."""
        related = self.draft(subject).relations.all()
        return super().sources(subject) | {row.target_id for row in related if row.kind == RelationKind.REPRINTS}

    def restore(self, case: Case, subject: Disclosure) -> None:
        """The sent versions of all parts of a release are the drafts again."""
        super().restore(case, subject)
        for part in case.snapshot.get(releases.PARTS, ()):
            make_draft_again(part["revision"])

    def carry_out(self, case: Case, subject: Disclosure) -> None:
        """Publish it, with the interpretations that its case covers; or record that it is not disclosed (D2, D4)."""
        if not self.draft(subject).is_proactive:
            publishing.decide_not_to_disclose(subject, self.draft(subject), case)
        elif releases.PARTS in case.snapshot:
            parts = releases.publish_together(case)
            self.published(case, Disclosure.objects.get(pk=subject.pk))
            for part in parts:
                InterpretationKind().published(case, part)
        else:
            super().carry_out(case, subject)

    def particulars(self, case: Case, subject: Disclosure) -> Particulars:
        """What was sent, with the index number that its publication was given."""
        sent = case.revision.as_object() if case.revision else subject
        return replace(
            super().particulars(case, subject),
            document_number=sent.document_number,
            index_number=subject.index_number,
            formed_on=sent.formed_on.isoformat() if sent.formed_on else "",
            disclosure_class=str(sent.get_openness_display()),
        )

    def published(self, case: Case, subject: Disclosure) -> None:
        super().published(case, subject)
        publishing.issue_index_number(subject, case)
        waivers.published(subject)


class InterpretationKind(ItemKind):
    """An interpretation takes the tier of what it explains, as that is public (or, before that, as its draft says)."""

    name = "interpretation"
    label = gettext_lazy("interpretation")
    model = Interpretation

    def tier_of(self, subject: Interpretation, version: Interpretation) -> RouteChoice:
        explained = version.interprets
        kind = DisclosureKind()
        return kind.route_of(explained if explained.live else kind.draft(explained))

    def problems(self, subject: Interpretation) -> list[Any]:
        problems, explained = super().problems(subject), self.draft(subject).interprets
        if explained.first_published_at is None:
            problems.append(release_notes.goes_with(explained))
        return problems

    def published(self, case: Case, subject: Interpretation) -> None:
        super().published(case, subject)
        waivers.settle(subject.interprets, subject, case)


class NewsKind(ItemKind):
    """News of units takes D7 or D8 (N2); the publicity centre's own takes its head, important ones the Office too."""

    name = "news"
    label = gettext_lazy("news item")
    model = NewsPage

    def tier_of(self, subject: NewsPage, version: NewsPage) -> RouteChoice:
        publicity = self._is_of_publicity_centre(subject)
        if publicity and version.category == NewsPage.Category.REPRINT and not is_mainstream(version.source_url):
            reason = _("A reprint from another source than mainstream media: the Office approves too (clauses N3, N4).")
            return RouteChoice("important_news", (reason,))
        if publicity and version.important:
            return RouteChoice(
                "important_news",
                (_("Important news of the publicity centre: its head, then the head of the Office (clause N4)."),),
            )
        if publicity:
            return RouteChoice("publicity_news", (_("News of the publicity centre: its head approves (clause N3)."),))
        if version.important:
            return RouteChoice(
                "important",
                (_("Important news of a unit: the unit head, then the leader in charge (clauses N2, D8)."),),
            )
        return RouteChoice("general", (_("News of a unit: the unit head approves (clauses N2, D7)."),))

    def routes(self, subject: NewsPage) -> tuple[str, ...]:
        if self._is_of_publicity_centre(subject):
            direct = (evidence.DIRECT,) if evidence.of(self.name, subject.pk).exists() else ()
            return (*direct, "publicity_news", "important_news", approval_routes.EMERGENCY)
        return super().routes(subject)

    def _is_of_publicity_centre(self, subject: NewsPage) -> bool:
        unit = self.owner_unit(subject)
        return unit is not None and unit.functions.filter(function=Function.PUBLICITY_CENTRE).exists()


class ColumnPageKind(PageKind):
    """Changes to the page of a column itself: its words and its contract, through the unit head and the Office."""

    name = "column"
    label = gettext_lazy("page of a column")
    model = ColumnPage
    index_source = ""

    def choose_route(self, subject: ColumnPage) -> RouteChoice:
        return RouteChoice(
            "column_opening", (_("Changes of a column go to the unit head and then to the Office (clause C5)."),)
        )

    def owner_unit(self, subject: ColumnPage) -> Any:
        return subject.owner_unit.acting

    def problems(self, subject: ColumnPage) -> list[Any]:
        problems = super().problems(subject)
        if subject.state == LifeState.ACTIVATING and not self.body_text(self.draft(subject)).strip():
            problems.append(
                _("The column becomes public with its first item, or when its page has content of its own.")
            )
        return [*problems, *beginnings.problems(self.draft(subject).body)]

    def published(self, case: Case, subject: ColumnPage) -> None:
        life.section_published(subject, case)
