"""What of a topic's tiles is still to be mended or looked at, each with the way to its tile on the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.addons.types import Pointed
from portal.tiles.problems import Problem, Weight
from portal.tiles.side_panels import problems_of

from .models import TopicPage

NAMED = 20


def faults(draft: TopicPage) -> list[Pointed]:
    """Return what keeps a draft from being sent: faults, in the order of reading."""
    return _told(draft, (problem for problem in problems_of(draft) if problem.weight == Weight.FAULT))


def warnings(draft: TopicPage) -> list[Pointed]:
    """Return what whoever sends should know, the gravest first; it holds nothing back."""
    return _told(draft, (problem for problem in problems_of(draft) if problem.weight < Weight.FAULT))


def _told(draft: TopicPage, found: Iterable[Problem]) -> list[Pointed]:
    editor = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    told = [_pointed(editor, problem) for problem in found]
    if len(told) <= NAMED:
        return told
    more = len(told) - NAMED
    sentence = ngettext("%(count)s more of these.", "%(count)s more of these.", more) % {"count": more}
    return [*told[:NAMED], Pointed(sentence, editor)]


def _pointed(editor: str, problem: Problem) -> Pointed:
    text = _("%(tile)s: %(problem)s") % {"tile": problem.tile, "problem": problem.message}
    return Pointed(text, f"{editor}#block-{problem.tile_id}-section" if problem.tile_id else editor)
