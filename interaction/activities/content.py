"""What an activity's ``content`` and ``rules`` hold, and reading them.

``content``::

    draft       the text on which opinions are asked, as it was pasted
    clauses     the same cut into its articles: [{id, heading, text}]
    candidates  what is voted on: [{id, name, text, image (id of a picture, or None)}]
    questions   of a survey: see :mod:`interaction.activities.surveys`
    documents   ids of files that go with it
    session     of a training: {begins_at, place, link, seats}

``rules``::

    basis, short_reason       of a solicitation: see :mod:`interaction.activities.periods`
    least, most               how many candidates a ballot names
    show                      when everybody sees how a vote stands
    identity, per_address     who may vote once, and how many ballots one address may send
    longest, points           of a slogan: characters, and how many points a juror gives at most
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portal.files.models import Document, Image

from .models import Activity, ActivityKind, Show

PER_ADDRESS = 20
LONGEST_SLOGAN = 30
POINTS = 10
_CLAUSE = re.compile(r"^\s*(第[一二三四五六七八九十百零〇0-9]+条)[\s　、:：]*(.*)$")
_CHAPTER = re.compile(r"^\s*第[一二三四五六七八九十百零〇0-9]+[章节编]")

DEFAULT_RULES: dict[str, dict[str, Any]] = {
    ActivityKind.OPINIONS: {"basis": "normative", "short_reason": ""},
    ActivityKind.SUGGESTIONS: {},
    ActivityKind.SELECTION: {
        "least": 1, "most": 3, "show": Show.AFTER, "identity": "device", "per_address": PER_ADDRESS,
    },
    ActivityKind.VOTE: {"least": 1, "most": 1, "show": Show.AFTER, "identity": "device", "per_address": PER_ADDRESS},
    ActivityKind.SLOGAN: {"longest": LONGEST_SLOGAN, "points": POINTS},
    ActivityKind.SURVEY: {"identity": "device", "per_address": PER_ADDRESS},
    ActivityKind.TRAINING: {},
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A part of the text on which opinions are asked."""

    id: str
    heading: str
    text: str

    @property
    def label(self) -> str:
        """How lists name it."""
        return self.heading or self.text[:20]


@dataclass(frozen=True)
class Candidate:
    """What people may vote for."""

    id: str
    name: str
    text: str = ""
    image: int | None = None


def split_clauses(text: str) -> list[dict[str, str]]:
    """Cut a drafted text into its articles (第…条), what stands before the first one first; else by paragraphs.

    Headings of chapters go with the article that follows them.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(_CLAUSE.match(line) for line in lines):
        return [{"id": f"c{at}", "heading": "", "text": line} for at, line in enumerate(lines, 1)]
    found: list[dict[str, str]] = []
    waiting: list[str] = []
    for line in lines:
        match = _CLAUSE.match(line)
        if match:
            chapters = [row for row in waiting if _CHAPTER.match(row)]
            if preface := [row for row in waiting if row not in chapters]:
                found.append({"heading": "", "text": "\n".join(preface)})
            heading, waiting = "　".join([*chapters, match[1]]), []
            found.append({"heading": heading, "text": match[2].strip()})
        elif _CHAPTER.match(line) and found:
            waiting.append(line)
        elif found and not waiting:
            found[-1]["text"] = f"{found[-1]['text']}\n{line}".strip()
        else:
            waiting.append(line)
    return [{"id": f"c{at}", **row} for at, row in enumerate(found, 1)]


def clauses_of(activity: Activity) -> list[Clause]:
    """Return the parts of the text on which opinions are asked."""
    return [Clause(row["id"], row["heading"], row["text"]) for row in activity.content.get("clauses", [])]


def candidates_of(activity: Activity) -> list[Candidate]:
    """Return what people may vote for, in the order of the page."""
    return [
        Candidate(row["id"], row["name"], row.get("text", ""), row.get("image"))
        for row in activity.content.get("candidates", [])
    ]


def part_label(activity: Activity, part: str, whole: str) -> str:
    """Return how lists name a part of the text; ``whole`` where none is named."""
    return next((clause.label for clause in clauses_of(activity) if clause.id == part), whole)


def pictures_of(activity: Activity) -> dict[int, Image]:
    """Return the pictures of an activity's candidates by id, in one query."""
    wanted = [candidate.image for candidate in candidates_of(activity) if candidate.image]
    return Image.objects.in_bulk(wanted) if wanted else {}


def documents_of(activity: Activity) -> list[Document]:
    """Return the files that go with an activity, in their order."""
    wanted = activity.content.get("documents", [])
    found = Document.objects.in_bulk(wanted) if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def files_of(activity: Activity) -> list[Any]:
    """Return every file that the public sees with an activity."""
    return [*pictures_of(activity).values(), *documents_of(activity)]
