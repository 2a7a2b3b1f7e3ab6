"""What is said about a file: why it can't be read, and what was not carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from .shapes import Loss

UNREADABLE = {
    "kind": _("Drafts are made from .docx, .wps, .doc and .ofd files. Save the text in one of these formats."),
    "other_kind": _(
        "The content of this file is not what its name says. Open it, save it again, and choose that file."
    ),
    "empty": _("The file is empty."),
    "broken": _("The file is damaged and can't be read. Open it in the program it was written with and save it again."),
    "encrypted": _("The file is protected by a password. Take the password out and choose the file again."),
    "entities": _("The file holds declarations that no document needs; it was not read."),
    "too_large": _("The file unpacks to more than can be read. Take large pictures out, or attach it instead."),
    "limits": _("Reading the file took too long or too much memory. Split it, or attach it instead."),
    "no_text": _("There is no text in this file. If it was scanned, write the text and attach the file."),
}
LOSSES = {
    "box": _("A text box was put where its paragraph ends"),
    "cell_link": _("Links in table cells: the words are there, the addresses are not"),
    "cell_picture": _("A picture in a table cell stands below the table, with a mark in the cell"),
    "chart": _("A chart was not carried over, its words were"),
    "chunk": _("Another document that is included in this one was not read"),
    "comment": _("Comments of reviewers were left out"),
    "deleted": _("Deleted text (tracked changes) was left out"),
    "diagram": _("A diagram was not carried over, its words were"),
    "drawing": _("Lines and shapes were not carried over"),
    "embedded": _("An embedded object was not carried over"),
    "footer": _("The footer was left out"),
    "formula": _("A formula was written as a line of text: check it"),
    "header": _("The header was left out"),
    "hidden": _("Hidden text was left out"),
    "inserted": _("Tracked insertions were taken as accepted"),
    "layout": _("This format keeps lines, not paragraphs and tables: check where they begin and end"),
    "link": _("A link was left out, its words were not"),
    "linked_picture": _("A picture that lies outside the file was not fetched"),
    "long_title": _("The title is too long and was cut; all of it stands in the text"),
    "nested_table": _("A table inside a cell was written as lines"),
    "picture": _("A picture could not be carried over: insert it again"),
    "red_header": _("Left out, as no published document carries it (clause D10)"),
    "seal": _("Seals and signatures were left out (clause D10)"),
    "struck": _("Struck-through text is shown without its line"),
    "symbol": _("A sign of a special typeface is shown as □"),
    "unplaced": _("Not found again in the draft: compare it with the original"),
}


def sentences(losses: Iterable[Loss]) -> list[str]:
    """Return what was not carried over, with the words it is about; what happened several times is said once."""
    return [_sentence(loss, times) for loss, times in Counter(losses).items()]


def _sentence(loss: Loss, times: int) -> str:
    words = str(LOSSES.get(loss.code, loss.code)) + (f"：{loss.detail}" if loss.detail else "")
    return f"{words} × {times}" if times > 1 else words
