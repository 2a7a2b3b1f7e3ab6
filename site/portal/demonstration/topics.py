"""The demonstration's special topics: opened by a request, composed of tiles, published by their cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from columns import markdown
from columns.models import OpeningRequest
from interaction.activities.models import Activity
from interaction.activities.services import public_url
from portal.organisation.models import Unit, User
from portal.tiles import tables
from portal.tiles.blocks import TileStreamBlock
from special_topics.models import TopicIndexPage, TopicPage

from . import acts
from .past import at
from .pictures import picture
from .placeholders import fill


def build_index(home: Any, maker: Any, when: datetime) -> None:
    """The list of special topics, as a page below the home page."""
    with at(when - timedelta(hours=2)):
        home.refresh_from_db()
        index = TopicIndexPage(title="专题专栏", slug="topics", live=False, show_in_menus=True, owner=maker)
        home.add_child(instance=index)
        index.save_revision(user=maker)
    acts.approve(index, maker, when)


def build(row: dict[str, Any], documents: dict[str, Any], when: datetime) -> None:
    """Open a topic as its row says, fill it with tiles, and publish it."""
    unit = Unit.objects.get(code=row["owner"])
    maker = acts.maker_of(unit)
    asked = when - timedelta(days=1)
    with at(asked):
        request = OpeningRequest.objects.create(
            section="topic",
            title=row["title"],
            slug=row["slug"],
            parent=TopicIndexPage.objects.get(),
            purpose=row["purpose"],
            description=row["intro"][:200],
            owner_unit=unit,
            update_days=row["update_duty"]["every_days"],
            duty_basis=row["update_duty"]["basis"],
            contact=row["contact"],
            starts_on=timezone.localdate() - timedelta(days=row["begins_days_ago"]),
            ends_on=timezone.localdate() + timedelta(days=row["ends_in_days"]),
            made_by=maker,
        )
    acts.approve(request, maker, asked)
    page = TopicPage.objects.get(slug=row["slug"])
    with at(when - timedelta(hours=3)):
        _compose(page, row, Composer(maker, timezone.localtime(when).date(), documents))
        page.save_revision(user=maker)
    acts.approve(page, maker, when)


def _compose(page: TopicPage, row: dict[str, Any], composer: Composer) -> None:
    look = row.get("look", {})
    page.accent, page.accent_2 = look.get("accent", ""), look.get("accent_2", "")
    if look.get("picture"):
        page.banner, page.banner_credit = composer.picture(look["picture"], row["title"]), look["credit"]
    block = TileStreamBlock(scope="topic")
    page.body = block.to_python(block.get_prep_value(block.to_python(composer.tiles(row["tiles"]))))


class Composer:
    """Makes tiles of what stands in the content file.

    A tile is a mapping of its name to its value. In values ``{page: SLUG}`` is a public page, ``{picture: SCENE}`` a
    drawn picture, ``{activity: TITLE}`` the address of an activity, ``{markdown: TEXT}`` rich text, ``{table: LINES}``
    a table, ``{in_days: N}`` a day; ``tiles`` are tiles again. Placeholders in texts count from the day of publication.
    """

    def __init__(self, maker: User, day: date, documents: dict[str, Any]) -> None:
        self.maker, self.day, self.documents = maker, day, documents
        self._pictures: dict[str, Any] = {}

    def tiles(self, rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
        return [(name, self.value(value)) for row in rows for name, value in row.items()]

    def picture(self, scene: str, title: str) -> Any:
        if scene not in self._pictures:
            self._pictures[scene] = picture(scene, title, self.maker)
        return self._pictures[scene]

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.value(inner) for inner in value]
        if isinstance(value, str):
            return fill(value, self.day, self.documents)
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, inner), *_rest = value.items()
            if name in _SPECIAL and not isinstance(inner, dict):
                return _SPECIAL[name](self, inner)
        return {name: self.tiles(inner) if name == "tiles" else self.value(inner) for name, inner in value.items()}

    def rich(self, text: str) -> str:
        return markdown.to_html(fill(text, self.day, self.documents))

    def when(self, days: int) -> date:
        return timezone.localdate() + timedelta(days=days)


def _page(_composer: Composer, slug: str) -> Page:
    return Page.objects.get(slug=slug, live=True)


def _activity(_composer: Composer, title: str) -> str:
    """The address of a public activity; "" while there is none of the title, so that the tile shows nothing."""
    found = Activity.objects.public().filter(title=title).first()
    return public_url(found) if found else ""


_SPECIAL: dict[str, Any] = {
    "page": _page,
    "activity": _activity,
    "picture": lambda composer, scene: composer.picture(scene, "示意图"),
    "markdown": Composer.rich,
    "table": lambda composer, lines: {**tables.from_lines(lines), "table_header_choice": "both"},
    "in_days": Composer.when,
}
