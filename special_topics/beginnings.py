"""What a special topic may begin with: the kinds that departments open, each as a page of tiles (clause C5)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, pgettext

from columns.sections.beginnings import figures, heading, links, notice, place, quotation, text, timeline
from portal.addons.types import SectionTemplate

TOPIC = "topic"
Tiles = list[dict[str, Any]]


def campaign() -> Tiles:
    return [
        notice(pgettext("template", "About the campaign"), place(pgettext("template", "motto, time, place"))),
        text(place(pgettext("template", "why it takes place, in two or three sentences"))),
        timeline(
            pgettext("template", "Programme"),
            [
                (place(pgettext("template", "day")), pgettext("template", "Opening")),
                (place(pgettext("template", "day")), place(pgettext("template", "main activity"))),
                (place(pgettext("template", "day")), pgettext("template", "Closing")),
            ],
        ),
        heading(pgettext("template", "What everybody should know")),
        text(
            place(pgettext("template", "first point")),
            place(pgettext("template", "second point")),
            place(pgettext("template", "third point")),
        ),
        links(
            pgettext("template", "Documents and materials"),
            [place(pgettext("template", "plan of activities")), place(pgettext("template", "material to download"))],
        ),
    ]


def policy() -> Tiles:
    return [
        text(place(pgettext("template", "whom the policy concerns, and what changes for them"))),
        notice(
            pgettext("template", "In force from"),
            place(pgettext("template", "day, and until when it holds")),
            "important",
        ),
        heading(pgettext("template", "Main points")),
        text(
            place(pgettext("template", "first measure")),
            place(pgettext("template", "second measure")),
            place(pgettext("template", "third measure")),
        ),
        links(
            pgettext("template", "Policy documents"),
            [place(pgettext("template", "main document")), place(pgettext("template", "implementing rules"))],
        ),
        heading(pgettext("template", "Questions and answers")),
        text(place(pgettext("template", "a question that is often asked")), place(pgettext("template", "its answer"))),
        links(
            pgettext("template", "How to apply"), [place(pgettext("template", "guide in the provincial online hall"))]
        ),
    ]


def progress() -> Tiles:
    number = place(pgettext("template", "number"))
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
        timeline(
            pgettext("template", "Milestones"),
            [
                (place(pgettext("template", "month")), pgettext("template", "Plan issued")),
                (place(pgettext("template", "month")), place(pgettext("template", "stage reached"))),
                (place(pgettext("template", "month")), pgettext("template", "Inspection and acceptance")),
            ],
        ),
        heading(pgettext("template", "Experience from the regions")),
        text(place(pgettext("template", "region, what it did, what came of it"))),
        links(
            pgettext("template", "Related documents"),
            [place(pgettext("template", "plan")), place(pgettext("template", "circular"))],
        ),
    ]


def meeting() -> Tiles:
    return [
        quotation(
            place(pgettext("template", "the sentence that sums the meeting up")),
            place(pgettext("template", "who said it")),
        ),
        text(place(pgettext("template", "when, where, who took part, what was decided"))),
        timeline(
            pgettext("template", "Agenda"),
            [
                (place(pgettext("template", "time")), pgettext("template", "Opening")),
                (place(pgettext("template", "time")), place(pgettext("template", "report"))),
                (place(pgettext("template", "time")), pgettext("template", "Discussion")),
                (place(pgettext("template", "time")), pgettext("template", "Closing")),
            ],
        ),
        heading(pgettext("template", "How it is carried out")),
        text(place(pgettext("template", "measures of the units"))),
        links(
            pgettext("template", "Reports on the meeting"),
            [place(pgettext("template", "news item")), place(pgettext("template", "text of the speech"))],
        ),
    ]


def section_templates() -> list[SectionTemplate]:
    return [
        SectionTemplate(
            "campaign",
            gettext_lazy("Campaign"),
            gettext_lazy("A day or week with a motto: programme, what to know, material."),
            TOPIC,
            campaign,
        ),
        SectionTemplate(
            "policy",
            gettext_lazy("Policy and its interpretation"),
            gettext_lazy("Main points, documents, questions and answers, how to apply."),
            TOPIC,
            policy,
        ),
        SectionTemplate(
            "progress",
            gettext_lazy("Progress of a key task"),
            gettext_lazy("Figures, milestones, experience from the regions."),
            TOPIC,
            progress,
        ),
        SectionTemplate(
            "meeting",
            gettext_lazy("Meeting"),
            gettext_lazy("The main sentence, agenda, how it is carried out, reports."),
            TOPIC,
            meeting,
        ),
    ]
