"""What special topics register at the extension points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Page

from columns.indexing import Surroundings, visible
from columns.models import OpeningRequest
from columns.sections import life
from columns.sections.reading import is_archived
from portal.addons.specs import hookimpl
from portal.addons.types import (
    ApprovableKind,
    HomeSection,
    IndexRecord,
    IndexSource,
    Job,
    MenuEntry,
    Periodic,
    RouteChoice,
    SectionTemplate,
    SectionType,
)
from portal.approvals.models import Case
from portal.approvals.pages import PageKind
from portal.organisation.models import Function
from portal.organisation.services import unit_with
from portal.tiles.text import plain_text

from . import appearing, beginnings, endings, mending, reading, saved_templates
from . import jobs as topic_jobs
from .models import TopicIndexPage, TopicPage
from .regions import rights as region_rights
from .snapshots import services as snapshots

SOURCE = "topic"
MENU_TOPICS = 6
HOME_TOPICS = 3
INTRO = 200


class TopicKind(PageKind):
    """A special topic: opened by the unit head and the Office; later changes take the unit head."""

    name = "topic"
    label = gettext_lazy("special topic")
    model = TopicPage
    index_source = SOURCE

    def choose_route(self, subject: TopicPage) -> RouteChoice:
        if not subject.state:  # nobody has agreed to the topic itself yet
            reason = _("Opening a special topic goes to the unit head and then to the Office (clause C5).")
            return RouteChoice("column_opening", (reason,))
        return RouteChoice("general", (_("The content of a special topic: the unit head approves (clause D7)."),))

    def owner_unit(self, subject: TopicPage) -> Any:
        return subject.owner_unit.acting

    def making_units(self, subject: TopicPage) -> list[Any]:
        return [*super().making_units(subject), *region_rights.units_of(subject)]

    def problems(self, subject: TopicPage) -> list[Any]:
        problems = super().problems(subject)
        if is_archived(subject.path):
            problems.append(_("The topic is over: it is reopened first."))
        return [*problems, *mending.faults(self.draft(subject))]

    def warnings(self, subject: TopicPage) -> list[Any]:
        return [*super().warnings(subject), *mending.warnings(self.draft(subject))]

    def published(self, case: Case, subject: TopicPage) -> None:
        life.section_published(subject, case)


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


def read(topic_ids: Sequence[str]) -> dict[str, IndexRecord]:
    """Return what the public may see of topics now; of those it may not see there is nothing."""
    topics = list(visible(TopicPage.objects.filter(pk__in=topic_ids).select_related("owner_unit")))
    surroundings = Surroundings(topics)
    return {str(topic.pk): _record(topic, surroundings) for topic in topics}


def _record(topic: TopicPage, surroundings: Surroundings) -> IndexRecord:
    return IndexRecord(
        key=f"{SOURCE}:{topic.pk}",
        kind="topic",
        title=topic.title,
        url=topic.url or "",
        body=f"{topic.intro}\n{plain_text(topic.body, shown_now=True)}",
        unit=str(topic.owner_unit),
        on=timezone.localtime(topic.first_published_at).date() if topic.first_published_at else None,
        published_at=topic.first_published_at,
        updated_at=topic.last_published_at,
        abstract=topic.intro,
        archived=surroundings.is_archived(topic),
        places=surroundings.places(topic),
    )


def home_topics(request: Any) -> dict[str, Any]:
    """Section of the home page: the newest special topics."""
    return {"topics": reading.current(request).select_related("owner_unit")[:HOME_TOPICS]}


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [TopicKind(), TopicIndexKind()]


@hookimpl
def section_types() -> list[SectionType]:
    return [SectionType("topic", pgettext_lazy("gongkai", "special topic"), TopicPage, build, places, has_end=True)]


@hookimpl
def section_templates() -> list[SectionTemplate]:
    return beginnings.section_templates()


@hookimpl
def own_section_templates(section: str, units: Any) -> list[SectionTemplate]:
    return saved_templates.section_templates(section, units)


def build(request: OpeningRequest) -> TopicPage:
    """Return an unsaved topic as a request asks for it."""
    return TopicPage(
        title=request.title,
        slug=request.slug,
        intro=request.description[:INTRO],
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        show_in_menus=True,
        **request.contract(),
    )


def places() -> QuerySet[Page]:
    """Topics stand below the list of topics."""
    return Page.objects.filter(pk__in=TopicIndexPage.objects.values("pk"))


@hookimpl
def page_territories(units: Any) -> list[Any]:
    return region_rights.territories(units)


@hookimpl
def shows_file(person: Any, file: Any) -> bool:
    return region_rights.shows_file(person, file)


@hookimpl
def index_sources() -> list[IndexSource]:
    kinds = {"topic": pgettext_lazy("gongkai", "Special topics")}
    return [IndexSource(SOURCE, kinds, read, ids, of_pages=True)]


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(endings.ROUND, topic_jobs.remind, gettext_lazy("Reminders before and after the end of special topics")),
        Job(appearing.ROUND, topic_jobs.look_again, gettext_lazy("Tiles of special topics whose first day has come")),
        Job(snapshots.JOB, topic_jobs.make_snapshot, gettext_lazy("Snapshot of an archived special topic"), slow=True),
    ]


@hookimpl
def periodics() -> list[Periodic]:
    rounds = (endings.ROUND, appearing.ROUND)
    return [Periodic(name, every=timedelta(hours=6)) for name in rounds]


@hookimpl
def menu_entries(request: Any) -> list[MenuEntry]:
    index = TopicIndexPage.objects.live().first()
    topics = reading.current(request)[:MENU_TOPICS] if index else []
    children = tuple(MenuEntry(topic.title, topic.get_url(request) or "") for topic in topics)
    return [MenuEntry(index.title, index.get_url(request) or "", 90, children=children)] if index and children else []


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("topics", "special_topics/home_topics.html", home_topics, 50, "wide")]
