"""Lists of words for search as approvables: they change what the public finds, so a case decides."""

from __future__ import annotations

from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import RouteChoice
from portal.approvals.rule_kinds import RuleTextKind

from . import rules, searched_words, word_lists
from .before_after import Shown, shown
from .engines.base import EngineUnavailable
from .models import Scheme, SearchRule

DAYS, LOOKED_AT, COMPARED = 90, 200, 8


class SearchRuleKind(RuleTextKind):
    """A new version of a list: the Office proposes it, its head approves."""

    name = "search_rule"
    label = gettext_lazy("list of words for search")
    model = SearchRule

    def in_force(self, scheme: str) -> str:
        return rules.in_force()[Scheme(scheme)]

    def choose_route(self, subject: SearchRule) -> RouteChoice:
        reason = _("What the public finds depends on these lists: the head of the Office approves a change.")
        return RouteChoice("search_rule", (reason,))

    def title(self, subject: SearchRule) -> str:
        return _("Search: %(what)s") % {"what": subject.get_scheme_display()}

    def url(self, subject: SearchRule) -> str:
        return reverse("searched:rule", args=[subject.pk])

    def explained(self, subject: SearchRule) -> list[tuple[str, str]]:
        """Show what searches find now and would find; a case is read without an engine, too."""
        try:
            return [_row(found) for found in compared(subject)]
        except EngineUnavailable:
            return [(_("Now and then"), _("Search is not available at the moment."))]


def compared(subject: SearchRule) -> list[Shown]:
    """Return some searches that would find something else with a list: those often made, then its changed words.

    Raises EngineUnavailable where the engine can't answer.
    """
    if subject.text_problems():
        return []
    before = rules.in_force()
    after = {**before, subject.scheme: subject.text}
    often = [row.words for row in searched_words.most_asked(DAYS, LOOKED_AT)]
    changed = word_lists.changed(before[Scheme(subject.scheme)], subject.text)
    found = (shown(words, before, after) for words in dict.fromkeys([*often, *changed]))
    return [one for one in islice(filter(None, found), COMPARED) if one.before != one.after]


def _row(found: Shown) -> tuple[str, str]:
    lines = (_("Now:"), *found.before, _("Then:"), *found.after)
    return _("Search for “%(words)s”") % {"words": found.words}, "\n".join(lines)
