"""The routes of the regulation that the portal brings, as defaults that become version 1 of a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.addons.types import RouteDefault


def built_in() -> list[RouteDefault]:
    """Built-in routes, each citing its clause. A department changes them as rows, through a case."""
    return [
        RouteDefault("general", _("General information: the unit head approves"), "D7", (("unit_head",),)),
        RouteDefault(
            "important",
            _("Important information: the unit head, then the leader in charge"),
            "D8",
            (("unit_head",), ("leader_in_charge",)),
        ),
        RouteDefault("direct", _("Direct: the publicity centre reviews and publishes"), "D9", (("publicity_staff",),)),
        RouteDefault(
            "import",
            _("Import of public documents: one reviewer of the publicity centre"),
            "D9",
            (("publicity_staff",),),
            secrecy_review=False,
        ),
        RouteDefault(
            "column_opening",
            _("Opening a column or topic: the unit head, then the Office"),
            "C5",
            (("unit_head",), ("office_staff",)),
            secrecy_review=False,
        ),
        RouteDefault(
            "column_retiring",
            _("Retiring a column or topic: the unit head, then the Office"),
            "C6",
            (("unit_head",), ("office_staff",)),
            secrecy_review=False,
        ),
        RouteDefault("reply", _("Public reply: the unit head approves"), "S5", (("unit_head",),), secrecy_review=False),
        RouteDefault(
            "take_down",
            _("Confirmation of a take-down: the head of the Office"),
            "D6",
            (("office_head",),),
            secrecy_review=False,
        ),
        RouteDefault(
            "redesign",
            _("Change of the site itself: the Office and the science and education division both agree"),
            "C4",
            (("office_head", "planning_head"),),
            secrecy_review=False,
        ),
    ]
