"""Sign-in, and Django permissions derived from posts and functions.

Nothing is stored per person: what somebody may do follows from the posts they hold today. ``FUNCTION_GRANTS`` and
``EVERY_POST`` are the whole table.
"""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from . import services
from .models import Capacity, Function

EVERY_POST = frozenset(
    {
        "wagtailadmin.access_admin",
        "files.add_image",
        "files.change_image",
        "files.choose_image",
        "files.add_document",
        "files.change_document",
        "files.choose_document",
        "approvals.view_case",
    }
)

CONNECTED_SYSTEMS = frozenset(
    {
        "oa.view_system",
        "oa.add_system",
        "oa.change_system",
        "oa.view_token",
        "oa.view_submission",
        "oa.view_delivery",
    }
)

FUNCTION_GRANTS: dict[str, frozenset[str]] = {
    Function.OFFICE: frozenset(
        {
            "approvals.view_entry",
            "approvals.view_route",
            "approvals.change_threshold",
            "organisation.view_unit",
            "organisation.add_unit",
            "organisation.change_unit",
            "organisation.view_post",
            "organisation.add_post",
            "organisation.change_post",
            "organisation.view_functionassignment",
            "organisation.change_functionassignment",
            "organisation.view_user",
            "registers.view_linktarget",
            "registers.add_linktarget",
            "registers.change_linktarget",
            "registers.view_lexiconword",
            "registers.add_lexiconword",
            "registers.change_lexiconword",
            "registers.view_sitemarks",
            "registers.add_sitemarks",
            "columns.view_life",
            "columns.view_dutyrule",
            "columns.change_dutyrule",
            "interaction.view_ticket",
            "search.view_searchedwords",
            *CONNECTED_SYSTEMS,
        }
    ),
    Function.PUBLICITY_CENTRE: frozenset(
        {
            "registers.view_linktarget",
            "registers.view_lexiconword",
            "columns.view_life",
            "approvals.view_entry",
            "oa.view_submission",  # the evidence for the direct route, which it reviews (clause D9)
        }
    ),
    Function.TECHNOLOGY_CENTRE: frozenset(
        {
            "outbox.view_outboxrow",
            "outbox.change_outboxrow",
            "organisation.view_user",
            "organisation.add_user",
            "organisation.change_user",
            "registers.view_linktarget",
            "approvals.view_entry",
            *CONNECTED_SYSTEMS,
        }
    ),
    Function.CYBER_SECURITY: frozenset(
        {
            "registers.view_linktarget",
            "registers.add_linktarget",
            "registers.change_linktarget",
            "approvals.view_entry",
        }
    ),
}

CAPACITY_GRANTS: dict[str, frozenset[str]] = {
    Capacity.LIAISON: frozenset({"columns.add_openingrequest", "columns.view_openingrequest"}),
    Capacity.HEAD: frozenset({"columns.view_openingrequest"}),
}


class PostBackend(ModelBackend):
    """Signs people in by name and password; rights follow from posts (law 5)."""

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_post_permissions"):
            user_obj._post_permissions = self._from_posts(user_obj)
        return user_obj._post_permissions

    def _from_posts(self, user) -> set[str]:
        if user.is_superuser:
            return super().get_all_permissions(user)
        capacities = {post.capacity for post in services.posts_of(user)}
        if not capacities:
            return set()
        granted = set(EVERY_POST)
        for capacity in capacities:
            granted |= CAPACITY_GRANTS.get(capacity, frozenset())
        for function in services.functions_of(user):
            granted |= FUNCTION_GRANTS.get(function, frozenset())
        return granted

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        return user_obj.is_active and perm in self.get_all_permissions(user_obj, obj)

    def with_perm(self, perm, is_active=True, include_superusers=True, backend=None, obj=None):  # type: ignore[override]
        """People with a permission: Wagtail asks this for mails to moderators, which the portal doesn't send."""
        users = super().with_perm(perm, is_active=is_active, include_superusers=include_superusers, obj=obj)
        return users
