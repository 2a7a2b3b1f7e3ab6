"""The words of the canvas: its script has none of its own."""

from __future__ import annotations

from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Return every text that the canvas shows or says, by the script's name for it. It fills in ``{…}``."""
    return {**_places(), **_acts(), **_sayings()}


def _places() -> dict[str, str]:
    return {
        "canvas": pgettext("canvas", "Visual editor"),
        "outline": pgettext("canvas", "Outline of the page"),
        "page": pgettext("canvas", "The page itself"),
        "stage": pgettext("canvas", "The page as visitors see it"),
        "desktop": pgettext("canvas", "Desktop"),
        "tablet": pgettext("canvas", "Tablet"),
        "phone": pgettext("canvas", "Phone"),
        "device": pgettext("canvas", "Width of the page"),
        "form": pgettext("canvas", "Form"),
        "back": pgettext("canvas", "Edit on the page"),
        "palette": pgettext("canvas", "Add a tile"),
        "search": pgettext("canvas", "Search tiles"),
        "quick": pgettext("canvas", "Tiles used most"),
        "nothing": pgettext("canvas", "There is no such tile."),
        "close": pgettext("canvas", "Close"),
        "column": pgettext("canvas", "Column {number}"),
        "part": pgettext("canvas", "Part {number}"),
        "keys": pgettext(
            "canvas", "Arrow keys choose, Alt and arrow keys move, Enter edits, Insert adds, Delete removes."
        ),
        "settings": pgettext("canvas", "Title, introduction and other fields of the page"),
    }


def _acts() -> dict[str, str]:
    return {
        "undo": pgettext("canvas", "Undo"),
        "redo": pgettext("canvas", "Redo"),
        "up": pgettext("canvas", "Move up"),
        "down": pgettext("canvas", "Move down"),
        "copy": pgettext("canvas", "Copy"),
        "cut": pgettext("canvas", "Cut"),
        "paste": pgettext("canvas", "Paste"),
        "duplicate": pgettext("canvas", "Duplicate"),
        "hide": pgettext("canvas", "Hide until a day"),
        "remove": pgettext("canvas", "Delete"),
        "write": pgettext("canvas", "Edit the text on the page"),
        "addHere": pgettext("canvas", "Add a tile here"),
        "acts": pgettext("canvas", "What to do with this tile"),
        "look": pgettext("canvas", "How the row looks"),
        "background": pgettext("canvas", "Background"),
        "backgroundUsual": pgettext("canvas", "None"),
        "colour": pgettext("canvas", "Colour of the text"),
        "colourUsual": pgettext("canvas", "To go with the background"),
        "spacing": pgettext("canvas", "Spacing"),
        "spacingUsual": pgettext("canvas", "Normal"),
        "columnEdge": pgettext("canvas", "Edge between columns {left} and {right}"),
        "units": pgettext("canvas", "Units that edit this tile"),
        "unitsHelp": pgettext(
            "canvas", "They edit what is in it, and nothing else. The topic stays yours, and you send it for approval."
        ),
        "keep": pgettext("canvas", "Save"),
        "seeNewest": pgettext("canvas", "Show the newest version"),
        "comments": pgettext("canvas", "Comments on this tile: {count}"),
    }


def _sayings() -> dict[str, str]:
    return {
        "ready": pgettext("canvas", "The visual editor is ready: {count} tiles."),
        "chosen": pgettext("canvas", "{tile} is chosen, {place} of {count}."),
        "added": pgettext("canvas", "{tile} was added at place {place}."),
        "moved": pgettext("canvas", "{tile} is now at place {place} of {count}."),
        "removed": pgettext("canvas", "{tile} was deleted. Undo brings it back."),
        "copied": pgettext("canvas", "{tile} was copied."),
        "undone": pgettext("canvas", "Undone."),
        "redone": pgettext("canvas", "Done again."),
        "nothingToUndo": pgettext("canvas", "There is nothing to undo."),
        "nothingToRedo": pgettext("canvas", "There is nothing to do again."),
        "nothingToPaste": pgettext("canvas", "No tile has been copied."),
        "doesNotFit": pgettext("canvas", "{tile} can't stand here."),
        "shared": pgettext("canvas", "The columns stand {left} to {right} now."),
        "looks": pgettext("canvas", "{field}: {value}."),
        "notYours": pgettext("canvas", "This isn't in a region of your unit: it is for {unit}."),
        "given": pgettext("canvas", "{tile} is edited by {units} now."),
        "noDay": pgettext("canvas", "{tile} can't wait for a day: it always shows."),
        "placeholder": pgettext("canvas", "{tile}: nothing to show yet"),
        "tooLarge": pgettext(
            "canvas",
            "The page holds {size} MB of text, and at most {most} MB can be saved: shorten {tile}.",
        ),
        "late": pgettext("canvas", "The page could not be brought up to date. The form keeps what you wrote."),
        "refused": pgettext(
            "canvas", "Nothing was saved: {tile} has to be mended first. Your changes stay here and can be undone."
        ),
        "writing": pgettext("canvas", "You are writing on the page. Escape ends it."),
    }
