"""The designed pages that topics begin with: tiles in stored form, with places to fill in."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import pgettext

from columns.sections.beginnings import figures, heading, links, notice, quotation, text, timeline
from portal.tiles import catalogue
from portal.tiles.places import place

Tiles = list[dict[str, Any]]


# --- tiles in their stored form -----------------------------------------------------------------------------------
def new(name: str, /, **fields: Any) -> dict[str, Any]:
    """Return a new tile as the palette gives it, with some of its fields."""
    return {"type": name, "value": {**catalogue.example(name), **fields}, "id": str(uuid.uuid4())}


def row(*cells: tuple[int, Tiles], background: str = "") -> dict[str, Any]:
    """Return a row of columns as (width of twelve, tiles)."""
    columns = [_item({"width": str(width), "tiles": tiles}) for width, tiles in cells]
    return new("row", columns=columns, background=background)


def _item(value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def bar(what: Any, kind: str = "information") -> dict[str, Any]:
    return new("notice_bar", text=place(what), kind=kind)


def folds(title: Any, parts: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Parts to open, as (title, what belongs into it)."""
    held = [_item({"title": str(name), "tiles": [text(place(what))]}) for name, what in parts]
    return new("accordion", title=str(title), parts=held)


# --- designs ------------------------------------------------------------------------------------------------------
def campaign() -> Tiles:
    day = place(pgettext("template", "day"))
    programme = timeline(
        pgettext("template", "Programme"),
        [
            (day, pgettext("template", "Opening")),
            (day, place(pgettext("template", "main activity"))),
            (day, pgettext("template", "Closing")),
        ],
    )
    about = [
        notice(pgettext("template", "About the campaign"), place(pgettext("template", "motto, time, place"))),
        text(place(pgettext("template", "why it takes place, in two or three sentences"))),
    ]
    points = text(
        place(pgettext("template", "first point")),
        place(pgettext("template", "second point")),
        place(pgettext("template", "third point")),
    )
    return [
        new("countdown", title=place(pgettext("template", "name of the day"))),
        row((8, about), (4, [programme])),
        row((12, [heading(pgettext("template", "What everybody should know")), points]), background="light"),
        heading(pgettext("template", "In pictures")),
        new("gallery", title=""),
        row(
            (6, [new("news", title=pgettext("template", "News from the regions"))]),
            (6, [new("downloads", title=pgettext("template", "Documents and materials"))]),
        ),
    ]


def policy() -> Tiles:
    whom = [
        (pgettext("template", "For citizens"), pgettext("template", "what changes for citizens")),
        (pgettext("template", "For enterprises"), pgettext("template", "what changes for enterprises")),
    ]
    parts = [_item({"title": str(name), "tiles": [text(place(what))]}) for name, what in whom]
    return [
        text(place(pgettext("template", "whom the policy concerns, and what changes for them"))),
        row(
            (8, [new("policy")]),
            (
                4,
                [
                    notice(
                        pgettext("template", "In force from"),
                        place(pgettext("template", "day, and until when it holds")),
                        "important",
                    )
                ],
            ),
        ),
        heading(pgettext("template", "Main points")),
        new("tabs", title=pgettext("template", "What changes for whom"), parts=parts),
        new("documents", title=pgettext("template", "Policy documents")),
        new("faq", title=pgettext("template", "Questions and answers")),
        links(
            pgettext("template", "How to apply"), [place(pgettext("template", "guide in the provincial online hall"))]
        ),
    ]


def progress() -> Tiles:
    number = place(pgettext("template", "number"))
    month = place(pgettext("template", "month"))
    milestones = timeline(
        pgettext("template", "Milestones"),
        [
            (month, pgettext("template", "Plan issued")),
            (month, place(pgettext("template", "stage reached"))),
            (month, pgettext("template", "Inspection and acceptance")),
        ],
    )
    return [
        figures(
            pgettext("template", "Where it stands"),
            [
                place(pgettext("template", "goal")),
                place(pgettext("template", "done by now")),
                place(pgettext("template", "share")),
            ],
            number,
            place(pgettext("template", "day and source of the figures")),
        ),
        text(place(pgettext("template", "task, basis, who is responsible"))),
        row((8, [new("chart", kind="line")]), (4, [milestones])),
        heading(pgettext("template", "Experience from the regions")),
        text(place(pgettext("template", "region, what it did, what came of it"))),
        row(
            (6, [new("news", title=pgettext("template", "Latest progress"))]),
            (6, [new("documents", title=pgettext("template", "Related documents"))]),
        ),
    ]


def meeting() -> Tiles:
    time = place(pgettext("template", "time"))
    agenda = timeline(
        pgettext("template", "Agenda"),
        [
            (time, pgettext("template", "Opening")),
            (time, place(pgettext("template", "report"))),
            (time, pgettext("template", "Discussion")),
            (time, pgettext("template", "Closing")),
        ],
    )
    words = quotation(
        place(pgettext("template", "the sentence that sums the meeting up")),
        place(pgettext("template", "who said it")),
    )
    return [
        row(
            (8, [words, text(place(pgettext("template", "when, where, who took part, what was decided")))]),
            (4, [agenda]),
        ),
        new("people", title=pgettext("template", "Who spoke")),
        heading(pgettext("template", "How it is carried out")),
        text(place(pgettext("template", "measures of the units"))),
        new("gallery", title=pgettext("template", "In pictures")),
        row(
            (6, [new("news", title=pgettext("template", "Reports on the meeting"))]),
            (6, [new("downloads", title=pgettext("template", "Speeches and documents"))]),
        ),
    ]


def disaster() -> Tiles:
    steps = [
        (pgettext("template", "Before"), pgettext("template", "signs to look out for, what to have ready")),
        (pgettext("template", "When the warning comes"), pgettext("template", "which way to go, where to report")),
        (pgettext("template", "Afterwards"), pgettext("template", "when one may return, who helps")),
    ]
    return [
        bar(pgettext("template", "warning in force now: level, places, until when"), "important"),
        row(
            (8, [heading(pgettext("template", "What to do now")), folds("", steps)]),
            (
                4,
                [
                    notice(
                        pgettext("template", "Where to turn"),
                        place(pgettext("template", "telephone, hours, unit on duty")),
                        "important",
                    )
                ],
            ),
            background="amber",
        ),
        figures(
            pgettext("template", "Where it stands"),
            [
                place(pgettext("template", "people brought to safety")),
                place(pgettext("template", "places under watch")),
                place(pgettext("template", "rescue teams at work")),
            ],
            place(pgettext("template", "number")),
            place(pgettext("template", "day and source of the figures")),
        ),
        new("map_picture"),
        row(
            (6, [new("news", title=pgettext("template", "Latest news"))]),
            (6, [new("documents", title=pgettext("template", "Deployment and rules"))]),
        ),
        new("faq", title=pgettext("template", "Good to know")),
    ]


def review() -> Tiles:
    month = place(pgettext("template", "month"))
    months = timeline(
        pgettext("template", "The year by months"),
        [(month, place(pgettext("template", "what was done"))) for _number in range(4)],
    )
    return [
        text(place(pgettext("template", "the year in three sentences"))),
        row(
            (
                12,
                [
                    figures(
                        pgettext("template", "The year in figures"),
                        [place(pgettext("template", "what it counts")) for _number in range(4)],
                        place(pgettext("template", "number")),
                        place(pgettext("template", "day and source of the figures")),
                    )
                ],
            ),
            background="light",
        ),
        row((6, [new("chart")]), (6, [new("chart", kind="pie")])),
        row(
            (4, [months]),
            (8, [heading(pgettext("template", "What was achieved")), text(place(pgettext("template", "achievement")))]),
        ),
        new("gallery", title=pgettext("template", "In pictures")),
        new("documents", title=pgettext("template", "Documents of the year"), style="cards"),
    ]


def consultation() -> Tiles:
    dates = timeline(
        pgettext("template", "How it goes on"),
        [
            (place(pgettext("template", "day")), pgettext("template", "The draft is published")),
            (place(pgettext("template", "day")), pgettext("template", "Last day for opinions")),
            (place(pgettext("template", "day")), pgettext("template", "What became of the opinions is published")),
        ],
    )
    return [
        new("countdown", title=pgettext("template", "Last day for opinions")),
        row(
            (
                8,
                [
                    text(place(pgettext("template", "what it is about, and why people are asked"))),
                    new("activity"),
                ],
            ),
            (4, [dates]),
        ),
        heading(pgettext("template", "The draft and its background")),
        row(
            (6, [new("downloads", title=pgettext("template", "Draft and explanation"))]),
            (6, [new("documents", title=pgettext("template", "Basis"))]),
        ),
        heading(pgettext("template", "What is asked")),
        folds(
            "",
            [
                (place(pgettext("template", "first question")), pgettext("template", "what stands in the draft on it")),
                (
                    place(pgettext("template", "second question")),
                    pgettext("template", "what stands in the draft on it"),
                ),
            ],
        ),
        notice(
            pgettext("template", "Other ways to take part"),
            place(pgettext("template", "mail, letter, telephone of the unit")),
        ),
        new("faq", title=pgettext("template", "Questions and answers")),
    ]
