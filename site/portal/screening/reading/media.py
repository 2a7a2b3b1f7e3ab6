"""Pictures that are stored in a file: each is looked at once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..kinds import Unreadable
from ..pages import Page, View
from . import pictures
from .archives import Archive

# Smaller ones are bullets, lines and spacers.
MIN_SIDE = 24
MAX_PICTURES = 200


def add_picture(page: Page, archive: Archive, name: str) -> None:
    """Add a stored picture to a page as a view; say so where it can't be read."""
    if name not in archive or any(view.where == name for view in page.views):
        return
    if len(page.views) >= MAX_PICTURES:
        page.cut_short()
        return
    try:
        picture = pictures.decode(archive.read(name))
    except Unreadable:
        page.unseen.append(_("The picture %(name)s can't be read.") % {"name": name})
        return
    if min(picture.shape[:2]) >= MIN_SIDE:
        page.views.append(View(picture, where=name, whole_page=False))
