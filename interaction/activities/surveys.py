"""Surveys: kinds of questions, branching, checking what somebody filled in, and counting (clause S2).

A question is ``{id, kind, text, required, options, rows, low, high, when}``; ``options`` and ``rows`` are words,
``low`` and ``high`` the ends of a number or scale, ``when`` = ``{question, options}`` asks it only of those who chose
one of these options of an earlier question. Everything shows on one page without JavaScript; an answer to a question
that isn't asked of somebody is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Activity

ONE, SEVERAL, TEXT, NUMBER, SCALE, MATRIX = "one", "several", "text", "number", "scale", "matrix"
KINDS = (
    (ONE, gettext_lazy("one of several options")),
    (SEVERAL, gettext_lazy("several options")),
    (TEXT, gettext_lazy("free text")),
    (NUMBER, gettext_lazy("a number")),
    (SCALE, gettext_lazy("a scale")),
    (MATRIX, gettext_lazy("a table of scales")),
)
LABELS = dict(KINDS)
CHOSEN = (ONE, SEVERAL)
LONGEST_TEXT = 1000
WIDEST_SCALE = 11


@dataclass(frozen=True)
class Question:
    """One question of a survey."""

    id: str
    kind: str
    text: str
    required: bool = True
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    low: int = 1
    high: int = 5
    when: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind_label(self) -> str:
        """What kind of question it is, in words."""
        return str(LABELS[self.kind])

    @property
    def is_scaled(self) -> bool:
        """Whether it is answered with a number between two ends."""
        return self.kind in (SCALE, MATRIX, NUMBER)

    @property
    def steps(self) -> list[int]:
        """The steps of a scale."""
        return list(range(self.low, self.high + 1))

    def condition(self, questions: Iterable[Question]) -> str:
        """Say of whom it is asked, "" where it is of everybody."""
        if not self.when:
            return ""
        number, earlier = next(
            (at, other) for at, other in enumerate(questions, 1) if other.id == self.when["question"]
        )
        options = "、".join(earlier.options[at] for at in self.when["options"] if at < len(earlier.options))
        return _("Only if you answered question %(number)s with: %(options)s") % {"number": number, "options": options}


def questions_of(activity: Activity) -> list[Question]:
    """Return the questions of a survey in their order."""
    return [
        Question(**{**row, "options": tuple(row.get("options", ())), "rows": tuple(row.get("rows", ()))})
        for row in activity.content.get("questions", [])
    ]


def problems(questions: list[Question]) -> list[str]:
    """Return what is wrong with a survey, as sentences."""
    found: list[str] = []
    earlier: dict[str, Question] = {}
    for number, question in enumerate(questions, 1):
        said = {"number": number}
        if question.kind in CHOSEN and len(set(question.options)) < 2:
            found.append(_("Question %(number)s needs at least two different options.") % said)
        if question.kind == MATRIX and not question.rows:
            found.append(_("Question %(number)s needs rows.") % said)
        if question.kind in (SCALE, MATRIX) and not 2 <= question.high - question.low + 1 <= WIDEST_SCALE:
            found.append(_("The scale of question %(number)s has from 2 to 11 steps.") % said)
        if question.kind == NUMBER and question.low > question.high:
            found.append(_("The smallest number of question %(number)s is larger than the largest one.") % said)
        if question.when:
            asked = earlier.get(str(question.when.get("question")))
            if asked is None or asked.kind not in CHOSEN:
                found.append(_("Question %(number)s depends on an earlier question with options.") % said)
            elif not question.when.get("options") or max(question.when["options"]) >= len(asked.options):
                found.append(_("Question %(number)s depends on an option that isn't there.") % said)
        earlier[question.id] = question
    return found


def is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    """Say whether a question is asked of somebody who gave these answers to the earlier ones."""
    if not question.when:
        return True
    given = answers.get(question.when["question"])
    chosen = given if isinstance(given, list) else [given]
    return any(option in chosen for option in question.when["options"])


# --- filling in ---
def fields_of(question: Question) -> dict[str, forms.Field]:
    """Return the form fields of a question by name; what is required is checked by :func:`clean`."""
    name = f"q_{question.id}"
    options = [(str(at), option) for at, option in enumerate(question.options)]
    scale = [(str(step), str(step)) for step in question.steps]
    match question.kind:
        case "one":
            made: dict[str, forms.Field] = {name: forms.ChoiceField(choices=options, widget=forms.RadioSelect)}
        case "several":
            made = {name: forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple)}
        case "number":
            made = {name: forms.IntegerField(min_value=question.low, max_value=question.high)}
        case "scale":
            made = {name: forms.ChoiceField(choices=scale, widget=forms.RadioSelect)}
        case "matrix":
            made = {
                f"{name}_{at}": forms.ChoiceField(choices=scale, widget=forms.RadioSelect, label=row)
                for at, row in enumerate(question.rows)
            }
        case _:
            made = {name: forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))}
    for made_field in made.values():
        made_field.required = False
        made_field.label = made_field.label or question.text
    return made


def clean(questions: list[Question], data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (answers by question, errors by field) of what somebody filled in.

    Answers of choices are the numbers of the options, of scales and numbers the numbers, of texts the texts.
    """
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in questions:
        if not is_asked(question, answers):
            continue
        name = f"q_{question.id}"
        if question.kind == MATRIX:
            given = [data.get(f"{name}_{at}") for at in range(len(question.rows))]
            missing = [at for at, value in enumerate(given) if value in (None, "")]
            if question.required:
                errors |= {f"{name}_{at}": _("Please answer this question.") for at in missing}
            if len(missing) < len(given):
                answers[question.id] = [None if value in (None, "") else int(value) for value in given]
            continue
        value = data.get(name)
        if value in (None, "", []):
            if question.required:
                errors[name] = _("Please answer this question.")
            continue
        answers[question.id] = _answer(question, value)
    return answers, errors


def _answer(question: Question, value: Any) -> Any:
    if question.kind == SEVERAL:
        return sorted(int(option) for option in value)
    return str(value).strip() if question.kind == TEXT else int(value)


def split(questions: list[Question], answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (what may stand in clear, free texts): only the latter may hold something personal."""
    texts = {question.id for question in questions if question.kind == TEXT}
    return (
        {key: value for key, value in answers.items() if key not in texts},
        {key: value for key, value in answers.items() if key in texts},
    )


# --- counting ---
@dataclass
class Tally:
    """How a question was answered: ``rows`` are (label, count, share); ``given`` is how many answered it."""

    question: Question
    given: int = 0
    rows: list[tuple[str, int, float]] = field(default_factory=list)
    average: float | None = None
    table: list[dict[str, Any]] = field(default_factory=list)


def tally(questions: list[Question], sheets: Iterable[Mapping[str, Any]]) -> list[Tally]:
    """Count filled-in sheets (their answers in clear, and for texts whether there is one)."""
    values: dict[str, list[Any]] = {question.id: [] for question in questions}
    for sheet in sheets:
        for key, value in sheet.items():
            if key in values:
                values[key].append(value)
    return [_tally(question, values[question.id]) for question in questions]


def _tally(question: Question, values: list[Any]) -> Tally:
    found = Tally(question, len(values))
    if question.kind in CHOSEN:
        counts = Counter(option for value in values for option in (value if isinstance(value, list) else [value]))
        found.rows = _rows([(option, counts[at]) for at, option in enumerate(question.options)], found.given)
    elif question.kind == SCALE:
        counts = Counter(values)
        found.rows = _rows([(str(step), counts[step]) for step in question.steps], found.given)
        found.average = _average(values)
    elif question.kind == NUMBER:
        found.rows = _rows(_spread(values), found.given)
        found.average = _average(values)
    elif question.kind == MATRIX:
        for at, row in enumerate(question.rows):
            marks = [value[at] for value in values if value[at] is not None]
            counts = Counter(marks)
            found.table.append(
                {"row": row, "counts": [counts[step] for step in question.steps], "average": _average(marks)}
            )
    return found


def _rows(counts: list[tuple[str, int]], given: int) -> list[tuple[str, int, float]]:
    return [(label, count, count / given if given else 0.0) for label, count in counts]


def _average(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


def _spread(values: list[int]) -> list[tuple[str, int]]:
    """Numbers in at most ten classes of the same width."""
    if not values:
        return []
    low, high = min(values), max(values)
    width = max(1, -(-(high - low + 1) // 10))
    counts = Counter((value - low) // width for value in values)
    classes = [(low + at * width, low + (at + 1) * width - 1) for at in range((high - low) // width + 1)]
    return [(str(a) if a == b else f"{a}–{b}", counts[at]) for at, (a, b) in enumerate(classes)]
