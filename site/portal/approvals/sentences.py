"""How a case is called where others read it, and who has had to do with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.addons import registry
from portal.organisation.models import User

from .models import Case


def called(case: Case) -> str:
    """Return what notices and mails call a case: its title; kind and number where that could quote a person (law 7)."""
    kind = registry.by_name("approvable_kinds").get(case.kind)
    if kind is not None and not kind.seals_opinions:
        return case.title
    return _("%(kind)s (%(number)s)") % {"kind": case.kind_label, "number": case.number}


def touched(case: Case) -> set[Any]:
    """Return everybody who has had to do with a case: its maker, who wrote in it, who gave or entered an opinion."""
    opinions = case.opinions.select_related("actor", "entered_by")
    said = {person for opinion in opinions for person in (opinion.actor, opinion.entered_by) if person}
    return {case.maker, *User.objects.filter(pk__in=case.authors), *said}
