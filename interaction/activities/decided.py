"""What is decided of an activity, for those who approve it: all that the public will read, with pictures and rules."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.addons.types import Pictured
from portal.theme.formats import moment

from . import content, periods, reading
from .models import Activity, ActivityKind
from .surveys import Question

Row = tuple[str, str]


def rows_of(activity: Activity) -> list[Row]:
    """Return an activity as (label, value) rows for its case's page; what is empty is left out."""
    rows = [
        (_("Kind"), str(activity.get_kind_display())),
        (_("Begins"), moment(activity.opens_at)),
        (_("Ends"), moment(activity.closes_at)),
        (pgettext("activity", "What it is about"), activity.lead),
        (_("Explanation"), activity.body),
        (_("Contact"), activity.contact),
        (pgettext("activity", "Rules"), reading.rules_text(activity)),
        *_of_kind(activity),
    ]
    return [(label, text) for label, text in rows if text]


def _of_kind(activity: Activity) -> Iterator[Row]:
    if activity.kind == ActivityKind.OPINIONS:
        basis = periods.basis_of(activity)
        yield _("Asked because of"), f"{basis.label}（{basis.period}）"
        yield _("Reason of the shorter period"), activity.rules.get("short_reason", "")
    if activity.kind == ActivityKind.TRAINING:
        yield from reading.session_rows(activity)
    yield from ((clause.heading or "—", clause.text) for clause in content.clauses_of(activity))
    yield from _candidates(activity)
    for number, (question, condition) in enumerate(reading.numbered_questions(activity), 1):
        yield f"{number}. {question.kind_label}", _question(question, condition)
    if files := "\n".join(file.display_name for file in content.documents_of(activity)):
        yield _("Files"), files


def _candidates(activity: Activity) -> Iterator[Row]:
    pictures = content.pictures_of(activity)
    for row in content.candidates_of(activity):
        words = f"{row.name}\n{row.text}".strip()
        yield _("Candidate"), Pictured.of(words, pictures.get(row.image or 0))


def _question(question: Question, condition: str) -> str:
    """A question as it will be asked: its words, its options, of whom it is asked, and whether it may stay open."""
    scaled = [f"{question.low}–{question.high}"] if question.is_scaled else []
    needed = pgettext("gongkai", "required") if question.required else pgettext("gongkai", "optional")
    options = "、".join([*question.options, *question.rows, *scaled])
    return "\n".join(line for line in (f"{question.text}（{needed}）", options, condition) if line)
