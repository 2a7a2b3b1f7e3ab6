"""Which things go on which papers: the recipes of every kind, and files composed of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from . import lookalikes as near
from . import marks_at_head as heads
from . import marks_in_body as bodies
from . import marks_in_ink as inks
from .labels import KINDS
from .papers import Draft

PAGED = ("pdf", "scan", "scan", "scan", "jpg", "png", "ofd")
PICTURES = (*PAGED, "docx")
TEXTS = ("pdf", "docx", "ofd", "html", "txt", "xlsx", "scan", "scan")
FOUND_IN_TEXT = ("pdf", "docx", "ofd", "html", "txt")
LINKED = ("pdf", "docx", "html", "xlsx")


@dataclass(frozen=True)
class Recipe:
    """One way to put a kind (or its look-alike) on a paper: where it stands and which formats can carry it."""

    kind: str
    put: Callable[[Draft], None]
    zone: str
    formats: tuple[str, ...] = PICTURES
    positive: bool = True


def recipes(
    kind: str, positive: bool, zone: str, formats: tuple[str, ...], *puts: Callable[[Draft], None]
) -> list[Recipe]:
    return [Recipe(kind, put, zone, formats, positive) for put in puts]


FOUND: dict[str, list[Recipe]] = {
    "seal": [
        *recipes("seal", True, "end", PICTURES, inks.seal_on_closing, inks.special_seal, inks.oval_seal),
        *recipes("seal", True, "end", PICTURES, inks.name_seal, inks.faint_seal, inks.joint_seals),
        *recipes("seal", True, "over", PAGED, inks.seal_across_pages, inks.half_seal, inks.seal_over_text),
        *recipes("seal", True, "figure", PICTURES, inks.certificate),
    ],
    "signature": [
        *recipes("signature", True, "end", PICTURES, inks.signed_closing, inks.signed_line, inks.handwritten_name),
        *recipes("signature", True, "figure", PICTURES, inks.signing_table, inks.signed_roll),
    ],
    "red_header": recipes(
        "red_header", True, "head", PICTURES,
        heads.red_header, heads.letter_header, heads.red_header, heads.joint_header, heads.minutes_header,
    ),
    "telegram_header": recipes("telegram_header", True, "head", PICTURES, heads.telegram_header),
    "secrecy_mark": recipes("secrecy_mark", True, "corner", PICTURES, heads.secrecy_mark),
    "instruction": [
        *recipes("instruction", True, "margin", PICTURES, inks.instruction_by_hand, inks.instruction_by_hand),
        *recipes("instruction", True, "figure", PICTURES, inks.handling_form),
        *recipes("instruction", True, "body", FOUND_IN_TEXT, inks.instruction_in_text),
    ],
    "id_number": recipes("id_number", True, "body", TEXTS, bodies.id_in_text, bodies.id_in_table),
    "bank_card": recipes("bank_card", True, "body", TEXTS, bodies.card_in_text, bodies.card_in_table),
    "mobile": recipes("mobile", True, "body", TEXTS, bodies.mobile_in_text, bodies.mobile_in_table),
    "map_no_review": recipes("map_no_review", True, "figure", PICTURES, bodies.map_attached),
    "link": [
        *recipes("link", True, "body", FOUND_IN_TEXT, bodies.link_in_text),
        *recipes("link", True, "body", LINKED, bodies.link_behind_words),
    ],
    "tracked_changes": [
        *recipes("tracked_changes", True, "body", ("docx", "pdf"), bodies.comment_left),
        *recipes("tracked_changes", True, "body", ("docx",), bodies.change_left),
    ],
}  # fmt: skip
LOOKALIKES: dict[str, list[Recipe]] = {
    "seal": [
        *recipes("seal", False, "figure", PICTURES, near.red_photograph, near.red_logo, near.red_chart),
        *recipes("seal", False, "end", PICTURES, near.place_for_seal),
        *recipes("seal", False, "body", TEXTS, near.about_seals),
    ],
    "signature": [
        *recipes("signature", False, "end", PICTURES, near.empty_lines, near.typed_name),
        *recipes("signature", False, "figure", PICTURES, near.slogan, near.curves),
        *recipes("signature", False, "body", TEXTS, near.about_signatures),
    ],
    "red_header": [
        *recipes("red_header", False, "head", PICTURES, near.red_headline, near.red_banner, near.red_headline),
        *recipes("red_header", False, "corner", PICTURES, near.red_sections),
        *recipes("red_header", False, "body", TEXTS, near.about_headers),
    ],
    "telegram_header": [
        *recipes("telegram_header", False, "head", PICTURES, near.telegraph_form),
        *recipes("telegram_header", False, "body", TEXTS, near.about_telegrams),
    ],
    "secrecy_mark": [
        *recipes("secrecy_mark", False, "corner", PICTURES, near.harmless_corner),
        *recipes("secrecy_mark", False, "body", TEXTS, near.about_secrecy),
    ],
    "instruction": [
        *recipes("instruction", False, "body", TEXTS, near.about_instructions, near.about_instructions),
        *recipes("instruction", False, "figure", PICTURES, near.handwritten_poem),
    ],
    "id_number": recipes("id_number", False, "body", TEXTS, near.wrong_ids),
    "bank_card": recipes("bank_card", False, "body", TEXTS, near.wrong_cards),
    "mobile": recipes("mobile", False, "body", TEXTS, near.no_mobiles),
    "map_no_review": recipes(
        "map_no_review", False, "figure", PICTURES,
        near.reviewed_map, near.satellite_picture, near.flow_chart, near.red_chart,
    ),
    "link": [
        *recipes("link", False, "body", FOUND_IN_TEXT, near.registered_links, near.mail_address),
        *recipes("link", False, "body", LINKED, near.registered_behind_words),
    ],
    "tracked_changes": [
        *recipes("tracked_changes", False, "body", ("docx", "docx", "pdf"), near.about_changes),
        *recipes("tracked_changes", False, "body", ("pdf", "docx"), near.registered_behind_words),
    ],
}  # fmt: skip
# A telegram has a secrecy mark of its own, a red header may have one.
CROWDED = {"head": {"corner"}, "corner": {"head"}}
MOST_ON_ONE = 3
# Pictures that say the same without their captions.
PICTURES_ALONE = (
    bodies.map_attached, near.red_photograph, near.red_logo, near.red_chart, near.satellite_picture, near.flow_chart,
)  # fmt: skip


@dataclass
class Paper:
    """What one file is going to be: its recipes and its format; none is a clean paper."""

    recipes: list[Recipe]
    formats: tuple[str, ...]

    def takes(self, recipe: Recipe) -> bool:
        """Return whether a recipe fits beside those that are here already."""
        if any(recipe.kind == other.kind or clash(recipe, other) for other in self.recipes):
            return False
        return len(self.recipes) < MOST_ON_ONE and bool(self.shared(recipe))

    def shared(self, recipe: Recipe) -> tuple[str, ...]:
        return tuple(name for name in self.formats if name in recipe.formats)

    def writable(self) -> tuple[str, ...]:
        """Return the formats that show all that is here: a picture file has one page, and a figure needs its own."""
        zones = {recipe.zone for recipe in self.recipes}
        single = "figure" in zones and len(zones) > 1
        return tuple(name for name in self.formats if not (single and name in ("jpg", "png")))

    def is_picture(self) -> bool:
        """Return whether all that is to be shown is one picture, which needs no paper around it."""
        return len(self.recipes) == 1 and self.recipes[0].put in PICTURES_ALONE

    def add(self, recipe: Recipe) -> None:
        self.formats = self.shared(recipe) or recipe.formats
        self.recipes.append(recipe)


def clash(one: Recipe, other: Recipe) -> bool:
    """Return whether two recipes want the same place; the body has room for all."""
    if one.zone == other.zone:
        return one.zone != "body"
    return other.zone in CROWDED.get(one.zone, ())


def composed(rng: random.Random, per_kind: int, clean: int) -> list[Paper]:
    """Return papers with so many recipes of every kind and as many look-alikes, and so many clean papers."""
    waiting = [
        choices[number % len(choices)]
        for table in (FOUND, LOOKALIKES)
        for kind in KINDS
        for choices in [table[kind]]
        for number in range(per_kind)
    ]
    rng.shuffle(waiting)
    papers: list[Paper] = []
    open_papers: list[Paper] = []
    for recipe in waiting:
        fitting = [paper for paper in open_papers if paper.takes(recipe)]
        paper = rng.choice(fitting[-8:]) if fitting and rng.random() < 0.62 else None
        if paper is None:
            paper = Paper([], recipe.formats)
            papers.append(paper)
            open_papers.append(paper)
        paper.add(recipe)
        open_papers = [paper for paper in open_papers if len(paper.recipes) < MOST_ON_ONE][-40:]
    return papers + [Paper([], (*PICTURES, "txt", "html", "xlsx")) for _ in range(clean)]
