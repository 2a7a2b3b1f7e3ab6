"""Wagtail's command for dates of publication and expiry: one item a transaction, a refusal stops only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import DraftStateMixin, Page, Revision

from portal.approvals.errors import PublishingRefused


def _expired() -> Iterator[Any]:
    others = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page)]
    for model in (Page, *others):
        yield from list(model._default_manager.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at"))


class Command(publish_scheduled.Command):
    """What no approved case covers is named and left as it is; the next run names it again."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        for item in _expired():
            self._one(item, partial(item.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled"))
        due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
        for revision in list(due):
            publish = partial(revision.publish, log_action="wagtail.publish.scheduled")
            self._one(revision.content_object, publish)

    def _one(self, item: Any, act: Callable[[], Any]) -> None:
        """Carry out one item in a transaction of its own; a refusal of the guard is said and leaves it unchanged."""
        try:
            with transaction.atomic():
                act()
        except PublishingRefused as refusal:
            self.stderr.write(f"{item}: {refusal}")
