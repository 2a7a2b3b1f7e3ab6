"""Rules that are texts with versions: anybody of the Office proposes one, and its head puts it in force through a case.

A room derives its own table and its own kind, and says what its rules are about (``scheme``) and what can't be one.
"""

from __future__ import annotations

from abc import abstractmethod
from difflib import ndiff
from typing import Any

from django.utils.translation import gettext as _

from portal.addons.types import ApprovableKind
from portal.organisation.models import Function
from portal.organisation.services import functions_of, unit_with

from .asking import is_in_hand
from .models import Case
from .permits import table_permit
from .states import CaseState


def keeps_rules(person: Any) -> bool:
    """The Office keeps the rules; everybody in the department reads them."""
    return Function.OFFICE in functions_of(person)


class RuleTextKind(ApprovableKind):
    """A new version of a rule, as an approvable of the Office; ``model`` derives from ``rule_texts.RuleText``."""

    @abstractmethod
    def in_force(self, scheme: str) -> str:
        """Return the text in force: the live version, else the portal's default."""

    def url_from_case(self, case: Case, subject: Any, person: Any) -> str:
        """Its form, for who can change it now: the case shows what it says."""
        return self.url(subject) if is_in_hand(case, subject, person) else ""

    def snapshot(self, subject: Any) -> dict[str, Any]:
        return {"type": self.name, "id": subject.pk, "scheme": subject.scheme, "text": subject.text}

    def carry_out(self, case: Case, subject: Any) -> None:
        """Make this version the live one; the former stays as a version."""
        with table_permit(self.model._meta.db_table, self.name, case, case.digest):
            self.model.objects.filter(scheme=subject.scheme, live=True).update(live=False)
            self.model.objects.filter(pk=subject.pk).update(live=True)

    def problems(self, subject: Any) -> list[Any]:
        problems: list[Any] = subject.text_problems()
        if subject.text == self.in_force(subject.scheme):
            problems.append(_("This is the rule in force already."))
        if self._was_overtaken(subject):
            problems.append(
                _("Another version came into force meanwhile. Begin a new one from it, so that nothing is lost.")
            )
        return problems

    def _was_overtaken(self, subject: Any) -> bool:
        """Say whether another version came into force after this one was begun, which knows nothing of its changes."""
        live = self.model.objects.filter(scheme=subject.scheme, live=True).exclude(pk=subject.pk).first()
        if live is None or subject.live:
            return False
        cases = Case.objects.about(self.name, live.pk).filter(state=CaseState.CARRIED_OUT)
        return cases.filter(closed_at__gt=subject.created_at).exists()

    def authors(self, subject: Any) -> set[int]:
        return {subject.made_by_id}

    def owner_unit(self, subject: Any) -> Any:
        return unit_with(Function.OFFICE)

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        subject = case.subject()
        if subject is None:
            return []
        rows = [(_("What it rules"), subject.get_scheme_display()), (_("Reason"), subject.note)]
        changed = changes(self.in_force(subject.scheme), subject.text)
        return [*rows, *self.explained(subject), (_("What changes"), changed)]

    def explained(self, subject: Any) -> list[tuple[str, str]]:
        """Return more lines for those who decide."""
        return []


def changes(before: str, after: str) -> str:
    """Return the lines that go (-) and come (+); where nothing changes, the whole text."""
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]
    return "\n".join(lines) or after
