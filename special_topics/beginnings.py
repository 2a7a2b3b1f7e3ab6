"""What a special topic may begin with: the kinds that departments open, each as a designed page (clause C5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from portal.addons.types import SectionTemplate

from . import designs

TOPIC = "topic"


def section_templates() -> list[SectionTemplate]:
    """Return the portal's own templates of topics."""
    rows = [
        (
            "campaign",
            gettext_lazy("Campaign"),
            gettext_lazy("A day or week with a motto: countdown, programme, what to know, pictures, material."),
            designs.campaign,
        ),
        (
            "policy",
            gettext_lazy("Policy and its interpretation"),
            gettext_lazy("The document with its interpretations, main points for whom, questions and answers."),
            designs.policy,
        ),
        (
            "progress",
            gettext_lazy("Progress of a key task"),
            gettext_lazy("Figures, a chart, milestones, experience from the regions, news."),
            designs.progress,
        ),
        (
            "meeting",
            gettext_lazy("Meeting"),
            gettext_lazy("The main sentence, agenda, who spoke, how it is carried out, reports."),
            designs.meeting,
        ),
        (
            "disaster",
            gettext_lazy("Disaster response"),
            gettext_lazy("What to do now, where to turn, warnings, deployment, what to know, a map."),
            designs.disaster,
        ),
        (
            "review",
            gettext_lazy("Annual review"),
            gettext_lazy("The year in figures, charts, months, pictures, documents of the year."),
            designs.review,
        ),
        (
            "consultation",
            gettext_lazy("Consultation of the public"),
            gettext_lazy("What is asked and until when, the draft, how to take part, what came of it."),
            designs.consultation,
        ),
    ]
    return [SectionTemplate(name, label, text, TOPIC, tiles) for name, label, text, tiles in rows]
