"""What people may do to pages in the admin: rights come from posts, and nobody has a right to publish (law 1, 5).

Wagtail asks a permission policy (which pages may somebody add to or change) and a tester per page (which buttons).
Both are replaced here, for every page type at once, superusers included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import AbstractPage, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from portal.addons import registry
from portal.organisation.models import Capacity, Unit
from portal.organisation.services import posts_of

from .models import Case, Publication
from .pages import page_kind_names

_wagtail_get_lock = AbstractPage.get_lock
EDITING_CAPACITIES = frozenset({Capacity.LIAISON, Capacity.HANDLER, Capacity.HEAD, Capacity.SECRECY_REVIEWER})
NEVER = frozenset({"publish", "unpublish", "bulk_delete", "unschedule"})


@dataclass(frozen=True)
class _Codename:
    codename: str


@dataclass(frozen=True)
class TerritoryPermission:
    """The right to add to or change a page tree, in the shape that Wagtail's policy reads."""

    page: Page
    permission: _Codename

    @property
    def page_id(self) -> int:
        return self.page.pk


def editing_units(person: Any) -> list[Unit]:
    """Units for which a person edits, from the posts held today."""
    return list({post.unit_id: post.unit for post in posts_of(person) if post.capacity in EDITING_CAPACITIES}.values())


def territories(person: Any) -> list[Page]:
    """Page trees that a person may edit, from the posts held today; a page that is ``in_part`` keeps them to a part."""
    units = editing_units(person)
    if not units:
        return []
    prefetch_related_objects(units, "functions")  # what most rooms ask of them
    found = registry.manager.hook.page_territories(units=units)
    return [page for pages in found for page in pages]


def shown_to(person: Any) -> Q:
    """Which pages the admin names to a person: public ones and those of their territories; a superuser all."""
    if person.is_superuser:
        return Q()
    shown = Q(live=True)
    for page in territories(person):
        shown |= Q(path__startswith=page.path)
    return shown


class PostPagePolicy(PagePermissionPolicy):
    """Page permissions from posts instead of groups; publishing is nobody's."""

    def get_all_permissions_for_user(self, user):
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        return [
            TerritoryPermission(page, _Codename(f"{action}_page"))
            for page in territories(user)
            for action in ("add", "change")
        ]

    def user_has_any_permission(self, user, actions):
        return bool(set(actions) - NEVER) and super().user_has_any_permission(user, set(actions) - NEVER)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        allowed = set(actions) - NEVER
        return bool(allowed) and super().user_has_any_permission_for_instance(user, allowed, instance)

    def instances_user_has_any_permission_for(self, user, actions):
        allowed = set(actions) - NEVER
        if not allowed:
            return self.model._default_manager.none()
        return super().instances_user_has_any_permission_for(user, allowed)

    def users_with_any_permission(self, actions, include_superusers=True):
        return get_user_model()._default_manager.none()

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers=True):
        return get_user_model()._default_manager.none()


class CasePageTester(PagePermissionTester):
    """The buttons of a page: no publishing, no unpublishing, no privacy; while a case is open, no editing either."""

    def can_edit(self) -> bool:
        """Who may edit its place, and the desk that is correcting it (and nobody else meanwhile)."""
        correcting = self._is_correcting()
        return super().can_edit() or correcting

    def _is_correcting(self) -> bool:
        case = open_case_of(self.page)
        return case is not None and case.corrector_id == self.user.pk

    @cached_property
    def in_part(self) -> bool:
        """Whether a person edits parts of the page only: it refuses their other changes, and others send it."""
        if not self.user.is_active or self.user.is_superuser:
            return False
        own = self.permission_policy.get_cached_permissions_for_user(self.user)
        held = [getattr(one.page, "in_part", False) for one in own if self.page.path.startswith(one.page.path)]
        return bool(held) and all(held) and not self._is_correcting()

    def can_send(self) -> bool:
        """Whoever edits all of it sends it for approval."""
        return self.can_edit() and not self.in_part

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that nothing below or in the record depends on."""
        if self.in_part or not super().can_delete(ignore_bulk=True):
            return False
        pages = list(self.page.get_descendants(inclusive=True).values_list("pk", "live"))
        if any(live for _pk, live in pages):
            return False
        about = {"subject_id__in": [str(pk) for pk, _live in pages], "kind__in": page_kind_names()}
        return not (
            Case.objects.filter(revision__isnull=False, **about).exists()
            or Publication.objects.filter(**about).exists()
        )

    def can_move(self) -> bool:
        return not self.in_part and not self._has_public_pages() and super().can_move()

    def can_move_to(self, destination) -> bool:
        return not self._has_public_pages() and super().can_move_to(destination)

    def _has_public_pages(self) -> bool:
        return self.page.get_descendants(inclusive=True).live().exists()


def open_case_of(page: Page) -> Case | None:
    """Return the case that locks a page for its authors, or None."""
    if not page.pk:
        return None
    return Case.objects.locking().filter(kind__in=page_kind_names(), subject_id=str(page.pk)).order_by("-pk").first()


class CaseLock(BaseLock):
    """A page under approval stays as it was sent, for everybody but the desk that is correcting it."""

    def __init__(self, page: Page, case: Case) -> None:
        super().__init__(page)
        self.case = case

    def for_user(self, user: Any) -> bool:
        return self.case.corrector_id != user.pk

    def get_message(self, user: Any) -> str:
        return _("This page is under approval (%(number)s). It can be changed again when the case is returned.") % {
            "number": self.case.number
        }

    def get_locked_by(self, user: Any) -> str:
        return _("Under approval")

    def get_description(self, user: Any) -> str:
        return _("Nobody changes what the desks are reading.")


def _get_lock(page: Page) -> BaseLock | None:
    case = open_case_of(page)
    return CaseLock(page, case) if case else _wagtail_get_lock(page)


def _permissions_for_user(page: Page, user: Any) -> CasePageTester:
    return CasePageTester(user, page)


def install() -> None:
    """Put the policy and the tester in the place of Wagtail's, for every page type."""
    register_permission_policy(AbstractPage, PostPagePolicy("wagtailcore.Page"))
    AbstractPage.permissions_for_user = _permissions_for_user
    AbstractPage.get_lock = _get_lock
