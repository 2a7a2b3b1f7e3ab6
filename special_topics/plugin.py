"""What special topics register at the extension points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Page

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, HomeSection, IndexRecord, IndexSource, MenuEntry, RouteChoice
from portal.approvals.pages import PageKind
from portal.organisation.models import Function
from portal.organisation.services import unit_with
from portal.tiles.text import plain_text

from .models import TopicIndexPage, TopicPage

SOURCE = "topic"
MENU_TOPICS = 6


class TopicKind(PageKind):
    """A special topic: opened by the unit head and the Office; later changes take the unit head."""

    name = "topic"
    label = gettext_lazy("special topic")
    model = TopicPage
    index_source = SOURCE

    def choose_route(self, subject: TopicPage) -> RouteChoice:
        if subject.live:
            return RouteChoice("general", (_("Changes of a special topic: the unit head approves (clause D7)."),))
        reason = _("Opening a special topic goes to the unit head and then to the Office (clause C5).")
        return RouteChoice("column_opening", (reason,))

    def owner_unit(self, subject: TopicPage) -> Any:
        return self.draft(subject).owner_unit


class TopicIndexKind(PageKind):
    """The list of topics belongs to the Office."""

    name = "topic_index"
    label = gettext_lazy("list of special topics")
    model = TopicIndexPage
    index_source = ""

    def choose_route(self, subject: TopicIndexPage) -> RouteChoice:
        return RouteChoice(
            "redesign",
            (_("Changes of the site itself need the Office and the science and education division (clause C4)."),),
        )

    def owner_unit(self, subject: TopicIndexPage) -> Any:
        return unit_with(Function.OFFICE)


def ids() -> Iterator[str]:
    """Yield the ids of public topics."""
    yield from (str(pk) for pk in TopicPage.objects.live().values_list("pk", flat=True))


def lock(topic_id: str) -> None:
    Page.objects.select_for_update().filter(pk=topic_id).first()


def read(topic_id: str) -> IndexRecord | None:
    """Return what the public may see of a topic now, or None."""
    topic = TopicPage.objects.live().filter(pk=topic_id).select_related("owner_unit").first()
    if topic is None:
        return None
    return IndexRecord(
        key=f"{SOURCE}:{topic.pk}",
        kind="topic",
        title=topic.title,
        url=topic.url or "",
        body=f"{topic.intro}\n{plain_text(topic.body)}",
        unit=str(topic.owner_unit),
        on=timezone.localtime(topic.first_published_at).date() if topic.first_published_at else None,
        published_at=topic.first_published_at,
    )


def home_topics(request: Any) -> dict[str, Any]:
    """Section of the home page: the newest special topics."""
    return {"topics": TopicPage.objects.live().select_related("owner_unit").order_by("-first_published_at")[:3]}


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [TopicKind(), TopicIndexKind()]


@hookimpl
def page_territories(units: Any) -> list[Any]:
    own = list(TopicPage.objects.filter(owner_unit__in=units))
    return [*own, *TopicIndexPage.objects.all()] if _keeps_topics(units) else own


def _keeps_topics(units: Any) -> bool:
    """The publicity centre begins topics, for the unit that a topic belongs to (clause C5)."""
    return any(row.function == Function.PUBLICITY_CENTRE for unit in units for row in unit.functions.all())


@hookimpl
def index_sources() -> list[IndexSource]:
    return [IndexSource(SOURCE, {"topic": pgettext_lazy("gongkai", "Special topics")}, read, ids, lock)]


@hookimpl
def menu_entries(request: Any) -> list[MenuEntry]:
    index = TopicIndexPage.objects.live().first()
    topics = TopicPage.objects.live().order_by("-first_published_at")[:MENU_TOPICS] if index else []
    children = tuple(MenuEntry(topic.title, topic.get_url(request) or "") for topic in topics)
    return [MenuEntry(index.title, index.get_url(request) or "", 90, children=children)] if index and children else []


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("topics", "special_topics/home_topics.html", home_topics, 50, "wide")]
