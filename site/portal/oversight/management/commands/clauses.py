"""``manage.py clauses [--check]``: write docs/regulation.md, or say that it is out of date."""

from __future__ import annotations

from django.conf import settings

from portal.approvals.generated import GeneratedPage
from portal.oversight import clauses


class Command(GeneratedPage):
    help = "Write docs/regulation.md: every clause of the regulation with the tests that prove it."
    page = "regulation.md"

    def render(self) -> str:
        return clauses.render(clauses.marks(settings.ROOT / "tests"))

    def faults(self) -> list[str]:
        wrong = clauses.unknown(clauses.marks(settings.ROOT / "tests"))
        return [f"{mark.test} names a clause that doesn't exist: {mark.clause}" for mark in wrong]
