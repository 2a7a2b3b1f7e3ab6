"""What is looked for, in words for people, and the shape of a find. Light to import: no picture is touched here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Raised when detectors change, so that what an older version passed can be looked at again.
VERSION = 4

# A place on a page: left, top, right, bottom as fractions of its width and height.
Box = tuple[float, float, float, float]


def overlap(a: Box, b: Box) -> float:
    """Return the part of the smaller box that lies in the other."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return width * height / max(smaller, 1e-9)


KINDS: Mapping[str, Any] = MappingProxyType(
    {
        "seal": pgettext_lazy("gongkai", "Seal"),
        "signature": _("Handwritten signature"),
        "red_header": _("Red header of an official document"),
        "telegram_header": _("Header of a telegram"),
        "secrecy_mark": _("Secrecy marking"),
        "instruction": _("Leader's written instruction"),
        "id_number": _("Identity card number"),
        "bank_card": _("Bank card number"),
        "mobile": _("Mobile phone number"),
        "map_no_review": _("Map without a review number"),
        "link": _("Link to a site that is not registered"),
        "tracked_changes": _("Tracked changes or comments"),
        "not_looked_at": pgettext_lazy("gongkai", "Part that was not looked at"),
    }
)

ADVICE: Mapping[str, Any] = MappingProxyType(
    {
        "seal": _("Publish a version without the seal, best the text that was sent to be printed."),
        "signature": _("Publish a version without the signature; the typed name may stay."),
        "red_header": _("Leave the red header out: title, document number and date are shown by the page itself."),
        "telegram_header": _(
            "Leave the telegram header out, and ask the secrecy reviewer whether it may be published."
        ),
        "secrecy_mark": _("Stop. Have the secrecy reviewer rule whether this may be published at all."),
        "instruction": _("Take the instruction out. Publishing it needs the approval of the leader concerned."),
        "id_number": _("Blank the number out, in the original file and not only in what it shows."),
        "bank_card": _("Blank the number out, in the original file and not only in what it shows."),
        "mobile": _("Give an office telephone instead, or blank out the middle four digits."),
        "map_no_review": _("Use a standard map and keep its review number on it, or have the map reviewed first."),
        "link": _("Take the link out, or have the site registered by the Office."),
        "tracked_changes": _("Accept or reject all changes, delete all comments, and save the file again."),
        "not_looked_at": _("Look at this part yourself, or split the file."),
    }
)


@dataclass(frozen=True)
class Found:
    """A find. ``page`` counts from 1; ``where`` names the part of the file (a picture, a cell) or is empty for the page
    itself; ``box`` is in fractions of the page, or of the picture where ``where`` names one; ``excerpt`` is the text
    that gave it away; ``confidence`` is from 0 to 1."""

    kind: str
    page: int
    where: str = ""
    box: Box | None = None
    excerpt: str = ""
    confidence: float = 1.0


class Unreadable(Exception):
    """The file can't be read: broken, locked, too large, or of no kind that is known. The message is for people."""
