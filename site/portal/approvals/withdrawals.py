"""Withdrawal of something public, asked for by the unit that made it: the unit head, then the Office."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.addons.types import ApprovableKind, RouteChoice
from portal.organisation.services import units_of

from .errors import ActRefused
from .models import Case, Publication, Withdrawal
from .pages import page_kind_names, unpublish
from .services import has_kind, kind_of


class WithdrawalKind(ApprovableKind):
    """Carried out, the page is public no more; its record stays, and search forgets it at once."""

    name = "withdrawal"
    label = gettext_lazy("withdrawal of something public")
    model = Withdrawal
    act_labels = {"agree": gettext_lazy("Agree to the withdrawal")}

    def snapshot(self, subject: Withdrawal) -> dict[str, Any]:
        return {
            "type": self.name,
            "id": subject.pk,
            "page": subject.page_id,
            "digest": _digest(subject.page_id),
            "reason": subject.reason,
        }

    def carry_out(self, case: Case, subject: Withdrawal) -> None:
        page = Page.objects.select_for_update().get(pk=subject.page_id)
        if not page.live:
            raise ActRefused([_("This page is not public now.")])
        unpublish(page, "withdraw", case)

    def choose_route(self, subject: Withdrawal) -> RouteChoice:
        reason = _("What is public is withdrawn when the unit head and the Office agree.")
        return RouteChoice("withdrawal", (reason,))

    def problems(self, subject: Withdrawal) -> list[Any]:
        return [] if subject.page.live else [_("This page is not public now.")]

    def authors(self, subject: Withdrawal) -> set[int]:
        return {subject.made_by_id}

    def owner_unit(self, subject: Withdrawal) -> Any:
        page = subject.page.specific
        return kind_of(page).owner_unit(page)

    def title(self, subject: Withdrawal) -> str:
        return _("Withdraw: %(title)s") % {"title": subject.page.title}

    def url(self, subject: Withdrawal) -> str:
        return reverse("wagtailadmin_pages:edit", args=[subject.page_id])

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        row = Withdrawal.objects.select_related("page").filter(pk=case.subject_id).first()
        if row is None:
            return []
        return [
            (_("What is withdrawn"), row.page.title),
            (_("Its address"), row.page.url or ""),
            (_("Reason"), row.reason),
        ]


def _digest(page_id: int) -> str:
    found = Publication.objects.filter(kind__in=page_kind_names(), subject_id=str(page_id)).first()
    return found.digest if found else ""


def may_ask(page: Page, person: Any) -> bool:
    """Say whether a person may ask that a public page be withdrawn: people of the unit that made it."""
    page = page.specific
    if not page.live or not has_kind(page):
        return False
    unit = kind_of(page).owner_unit(page)
    return unit is not None and unit.pk in {own.pk for own in units_of(person)}


@transaction.atomic
def ask(page: Page, person: Any, reason: str) -> Withdrawal:
    """Keep a request for withdrawal. ActRefused where the person may not, or there is no reason."""
    if not may_ask(page, person):
        raise ActRefused([_("Only the unit that made it can ask for its withdrawal.")])
    if not reason.strip():
        raise ActRefused([_("Please give the reason.")])
    return Withdrawal.objects.create(page=page, reason=reason.strip(), made_by=person)
