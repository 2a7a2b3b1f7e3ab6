"""The admin's own lists of files for programs: each shows what the person may choose, and nothing else (law 5)."""

from __future__ import annotations

from typing import Any

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class _Chosen:
    """Leaves of a list of files those that the policy lets the person choose (``policies.PostFilePolicy``)."""

    def get_queryset(self) -> Any:
        view: Any = self
        policy = policy_registry.get_by_type(view.model)
        near = policy.instances_user_has_any_permission_for(view.request.user, ["choose"])
        files: Any = super()
        return files.get_queryset().filter(pk__in=near.values("pk"))


class OwnDocuments(_Chosen, DocumentsAdminAPIViewSet):
    """Documents by list and by key."""


class OwnImages(_Chosen, ImagesAdminAPIViewSet):
    """Pictures by list and by key."""
