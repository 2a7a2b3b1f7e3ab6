"""Rules that are texts with versions: anybody of the Office proposes one, and its head puts it in force through a case.

A room derives its own table and its own kind, and says what its rules are about (``scheme``) and what can't be one.
"""

from __future__ import annotations

from difflib import ndiff
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import ApprovableKind
from portal.organisation.models import Function
from portal.organisation.services import functions_of, unit_with

from .models import Case
from .permits import table_permit


class RuleText(models.Model):
    """One version of a rule. Versions are added, never changed; an approved case only makes another one live.

    The table derived from it has a field ``scheme`` with choices, one live row a scheme, and is guarded by ``live``.
    """

    scheme: Any
    text = models.TextField(gettext_lazy("rule"), max_length=40_000)
    note = models.CharField(gettext_lazy("reason"), max_length=200)
    live = models.BooleanField(gettext_lazy("live"), default=False, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(gettext_lazy("made"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} · {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Say at the field what is wrong with the text, line by line."""
        super().clean()
        self.text = self.text.replace("\r\n", "\n").rstrip()
        if problems := self.text_problems():
            raise ValidationError({"text": problems})

    def text_problems(self) -> list[str]:
        """Return everything wrong with the text, as sentences."""
        raise NotImplementedError


def keeps_rules(person: Any) -> bool:
    """The Office keeps the rules; everybody in the department reads them."""
    return Function.OFFICE in functions_of(person)


class RuleTextKind(ApprovableKind):
    """A new version of a rule, as an approvable of the Office. ``model`` is a :class:`RuleText`."""

    def in_force(self, scheme: str) -> str:
        """Return the text in force: the live version, else the portal's default."""
        raise NotImplementedError

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
        return problems

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
