"""Tiles that show people, days, questions and data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from . import charts, hrefs, tables
from .base import Tile
from .core import credit_field
from .places import Filler, places_in
from .visibility import pages_in_sight

MOST_PEOPLE = 24
MOST_QUESTIONS = 30


class Person(blocks.StructBlock):
    """One person, as the public may know them."""

    name = blocks.CharBlock(label=pgettext_lazy("gongkai", "name"), max_length=40)
    position = blocks.CharBlock(label=pgettext_lazy("gongkai", "position"), max_length=80, required=False)
    image = ImageChooserBlock(label=pgettext_lazy("gongkai", "picture"), required=False)
    text = blocks.TextBlock(label=pgettext_lazy("gongkai", "text"), rows=3, max_length=400, required=False)
    page = blocks.PageChooserBlock(label=pgettext_lazy("gongkai", "page"), required=False)
    credit = credit_field()

    class Meta:
        icon = "user"


class PeopleTile(Tile):
    """Cards of leaders or experts."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(Person(), label=pgettext_lazy("gongkai", "people"), min_num=1, max_num=MOST_PEOPLE)

    def example(self, at: Filler) -> dict[str, Any]:
        names = [pgettext("tile", "Lin Qinghe"), pgettext("tile", "Zhou Mingyuan"), pgettext("tile", "Chen Ruoxi")]
        person = [
            {
                "name": at(pgettext("tile", "name"), name),
                "position": at(pgettext("tile", "position"), pgettext("tile", "Expert in geology")),
                "text": at(pgettext("tile", "field of work, in a sentence"), pgettext("tile", "Landslides and rain")),
                "image": None,
                "page": None,
                "credit": "",
            }
            for name in names
        ]
        return {"title": pgettext("tile", "Experts"), "items": person}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        seen = pages_in_sight([person["page"] for person in value["items"] if person.get("page")])
        request = context.get("request")
        people = [
            {**person, "href": hrefs.of_page(person["page"], request) if _in(person, seen) else ""}
            for person in value["items"]
        ]
        return {**context, "people": people}

    class Meta:
        icon = "group"
        template = "tiles/people.html"
        description = _("Cards of leaders or experts: picture, name, position, a few words.")


def _in(person: Any, seen: set[int]) -> bool:
    return bool(person.get("page")) and person["page"].pk in seen


class CountdownTile(Tile):
    """Days until a day; counted when the page is shown."""

    title = blocks.CharBlock(label=_("what happens on that day"), max_length=60)
    day = blocks.DateBlock(label=pgettext_lazy("gongkai", "day"))
    after = blocks.CharBlock(
        label=_("what it says afterwards"),
        max_length=60,
        required=False,
        help_text=_("Empty: the tile disappears after the day."),
    )

    def example(self, at: Filler) -> dict[str, Any]:
        return {"title": at(pgettext("tile", "what happens on that day"), pgettext("tile", "Land Day"))}

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        value["day"] = timezone.localdate() + timedelta(days=28)
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        day = value.get("day")
        return {**context, "days": (day - timezone.localdate()).days if day else None}

    class Meta:
        icon = "time"
        template = "tiles/countdown.html"
        description = _("How many days are left until a day, in large figures.")


class Question(blocks.StructBlock):
    """A question with its answer."""

    question = blocks.CharBlock(label=_("question"), max_length=160)
    answer = blocks.RichTextBlock(
        label=pgettext_lazy("tile", "answer"), features=["bold", "link", "document-link", "ol", "ul"]
    )

    class Meta:
        icon = "help"


class FaqTile(Tile):
    """Questions that are often asked; each opens its answer."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    items = blocks.ListBlock(Question(), label=_("questions"), min_num=1, max_num=MOST_QUESTIONS)

    def example(self, at: Filler) -> dict[str, Any]:
        samples = [pgettext("tile", "Who may apply?"), pgettext("tile", "How long does it take?")]
        answer = at(pgettext("tile", "its answer"), pgettext("tile", "Everybody who lives in the province."))
        question = pgettext("tile", "a question that is often asked")
        items = [{"question": at(question, sample), "answer": f"<p>{answer}</p>"} for sample in samples]
        return {"title": pgettext("tile", "Questions and answers"), "items": items}

    class Meta:
        icon = "help"
        template = "tiles/faq.html"
        description = _("Questions and answers that open one by one, also without scripts.")


class ChartTile(Tile):
    """A chart drawn from a table, with the table below it."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80)
    kind = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "kind"),
        choices=[
            ("bar", _("Bars: to compare")),
            ("line", _("Lines: over time")),
            ("pie", _("Pie: parts of a whole")),
        ],
        default="bar",
    )
    unit = blocks.CharBlock(label=pgettext_lazy("gongkai", "unit of measure"), max_length=16, required=False)
    data = tables.TableTile(
        label=_("data"),
        help_text=_(
            "First row: what is counted. First column: what it is counted for. At most 5 columns of figures, 24 rows."
        ),
    )
    source = blocks.CharBlock(label=pgettext_lazy("gongkai", "as of, source"), max_length=80, required=False)

    def example(self, at: Filler) -> dict[str, Any]:
        number = pgettext("tile", "number")
        years = [("2022", "86"), ("2023", "112"), ("2024", "97"), ("2025", "134")]
        rows = [["", pgettext("tile", "Finished")], *([year, at(number, count)] for year, count in years)]
        return {
            "title": at(pgettext("tile", "what the chart shows"), pgettext("tile", "Projects finished")),
            "unit": pgettext("tile", "items"),
            "data": tables.value(rows, header_row=True, header_column=True),
            "source": at(pgettext("tile", "day and source of the figures"), pgettext("tile", "As of June")),
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if problem := charts.problem(charts.data_of(cleaned.get("data")), str(cleaned.get("kind"))):
            raise StructBlockValidationError(block_errors={"data": ValidationError(problem)})
        return cleaned

    def faults(self, value: Any) -> Iterator[str]:
        problem = charts.problem(charts.data_of(value.get("data")), str(value.get("kind") or "bar"))
        if problem and not places_in(str(value.get("data") or "")):
            yield str(problem)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        data, kind = charts.data_of(value.get("data")), str(value.get("kind") or "bar")
        ready = not charts.problem(data, kind)
        return {
            **context,
            "drawing": charts.draw(kind, data) if ready else "",
            "key": charts.key(kind, data) if ready else [],
            "data": data,
            "rows": _rows(value.get("data")),
        }

    class Meta:
        icon = "order"
        template = "tiles/chart.html"
        description = _("Bars, lines or a pie drawn from a table; the table stands below for everybody to read.")


def _rows(table: Any) -> list[dict[str, Any]]:
    """The figures as they were written, for the table below the chart."""
    rows = [["" if text is None else str(text).strip() for text in row] for row in (table or {}).get("data") or []]
    return [{"label": row[0], "cells": row[1:]} for row in rows[1:] if any(row)]
