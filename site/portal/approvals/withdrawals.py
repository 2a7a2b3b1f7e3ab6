"""Withdrawal of something public, asked for by the unit that made it: the unit head, then the Office."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import ApprovableKind, RouteChoice
from portal.organisation.services import units_of

from . import removal
from .errors import ActRefused
from .models import Case, Withdrawal
from .services import has_kind, kind_of
from .states import CaseState


class WithdrawalKind(ApprovableKind):
    """Carried out, it is public no more; its record stays, and search forgets it at once."""

    name = "withdrawal"
    label = gettext_lazy("withdrawal of something public")
    model = Withdrawal
    act_labels = {"agree": gettext_lazy("Agree to the withdrawal")}

    def snapshot(self, subject: Withdrawal) -> dict[str, Any]:
        shown = removal.publication_of(subject.subject())
        return {
            "type": self.name,
            "id": subject.pk,
            "of": str(subject),
            "digest": shown.digest if shown else "",
            "reason": subject.reason,
        }

    def carry_out(self, case: Case, subject: Withdrawal) -> None:
        found = removal.locked(subject.subject())
        if not removal.is_public(found):
            raise ActRefused([_NOT_PUBLIC])
        kind_of(found).conceal(found, "withdraw", case)

    def choose_route(self, subject: Withdrawal) -> RouteChoice:
        reason = _("What is public is withdrawn when the unit head and the Office agree.")
        return RouteChoice("withdrawal", (reason,))

    def problems(self, subject: Withdrawal) -> list[Any]:
        return [] if removal.is_public(subject.subject()) else [_NOT_PUBLIC]

    def authors(self, subject: Withdrawal) -> set[int]:
        return {subject.made_by_id}

    def owner_unit(self, subject: Withdrawal) -> Any:
        found = subject.subject()
        return kind_of(found).owner_unit(found)

    def title(self, subject: Withdrawal) -> str:
        return _("Withdraw: %(title)s") % {"title": removal.title_of(subject.subject())}

    def url(self, subject: Withdrawal) -> str:
        return removal.staff_url(subject.subject())

    def url_from_case(self, case: Case, subject: Withdrawal, person: Any) -> str:
        return removal.read_at(subject.subject())

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        row = Withdrawal.objects.select_related("page").filter(pk=case.subject_id).first()
        return [*summary_of(row, _("What is withdrawn")), (_("Reason"), row.reason)] if row else []


_NOT_PUBLIC = gettext_lazy("This is not public now.")


def summary_of(row: Any, what: Any) -> list[tuple[Any, str]]:
    """Return what a take-down or withdrawal is about, as rows for the case's page: what it is called, its address."""
    found = row.subject()
    return [(what, removal.title_of(found)), (_("Its address"), kind_of(found).address(found))] if found else []


def may_ask(subject: Any, person: Any) -> bool:
    """Say whether a person may ask that something public be withdrawn: people of the unit that made it."""
    if not has_kind(subject) or not removal.is_public(subject):
        return False
    unit = kind_of(subject).owner_unit(subject)
    return unit is not None and unit.pk in {own.pk for own in units_of(person)}


def _cases(subject: Any) -> Any:
    rows = Withdrawal.objects.filter(kind=kind_of(subject).name, subject_id=str(subject.pk))
    asked = [str(pk) for pk in rows.values_list("pk", flat=True)]
    return Case.objects.filter(kind=WithdrawalKind.name, subject_id__in=asked).order_by("-pk")


def under_way(subject: Any) -> Case | None:
    """Return the case that asks for the withdrawal of something public, while it isn't decided."""
    return _cases(subject).filter(state__in=CaseState.UNFINISHED).first()


def carried_out(subject: Any) -> Case | None:
    """Return the case by which something was withdrawn last, or None."""
    return _cases(subject).filter(state=CaseState.CARRIED_OUT).first()


@transaction.atomic
def ask(subject: Any, person: Any, reason: str) -> Withdrawal:
    """Keep a request for withdrawal of a page or row.

    ActRefused where the person may not, there is no reason, or it is asked for already.
    """
    if not removal.is_public(subject):
        raise ActRefused([_NOT_PUBLIC])
    if not may_ask(subject, person):
        raise ActRefused([_("Only the unit that made it can ask for its withdrawal.")])
    if not reason.strip():
        raise ActRefused([_("Please give the reason.")])
    if (case := under_way(subject)) is not None:
        raise ActRefused([_("Its withdrawal is asked for already: %(case)s.") % {"case": case.number}])
    return Withdrawal.objects.create(
        kind=kind_of(subject).name,
        subject_id=str(subject.pk),
        page=removal.page_of(subject),
        reason=reason.strip(),
        made_by=person,
    )
