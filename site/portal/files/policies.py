"""Rights on pictures and documents in the admin, from posts instead of groups (law 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from .models import Document, Image, PublicFile
from .permissions import colleagues


@dataclass(frozen=True)
class _Codename:
    codename: str


@dataclass(frozen=True)
class CollectionPermission:
    """The right to do something in a collection, in the shape that Wagtail's policy reads."""

    collection: Collection
    permission: _Codename

    @property
    def collection_id(self) -> int:
        return self.collection.pk


class PostFilePolicy(CollectionOwnershipPermissionPolicy):
    """Whoever holds a post uploads, changes their own, and chooses among their units' files and public ones."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(model, **kwargs)
        self.permission_cache_name = f"_post_file_permissions_{model._meta.model_name}"

    def get_all_permissions_for_user(self, user: Any) -> list[CollectionPermission]:
        name = self.model._meta.model_name
        if not user.is_active or user.is_anonymous or user.is_superuser or not user.has_perm(f"files.add_{name}"):
            return []
        root = Collection.get_first_root_node()
        return [CollectionPermission(root, _Codename(f"{action}_{name}")) for action in ("add", "choose")]

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        found = super().instances_user_has_any_permission_for(user, actions)
        return found if user.is_superuser else found.filter(pk__in=self._near(user))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if not super().user_has_any_permission_for_instance(user, actions, instance):
            return False
        return user.is_superuser or self._near(user).filter(pk=instance.pk).exists()

    def _near(self, user: Any) -> Any:
        """Files of people in the same units, one's own, and public ones; none that belongs to a case only."""
        public = PublicFile.objects.filter(file_type=ContentType.objects.get_for_model(self.model)).values("file_id")
        near = Q(uploaded_by_user=user) | colleagues(user) | Q(pk__in=public)
        found = self.model._default_manager.filter(near)
        return (found.filter(case_only=False) if self.model is Document else found).values("pk")


def install() -> None:
    """Put the policies in the place of Wagtail's group-based ones."""
    for model in (Document, Image):
        register_permission_policy(model, PostFilePolicy(model, owner_field_name="uploaded_by_user"))
