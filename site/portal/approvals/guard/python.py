"""The guard in Python: a helpful refusal in front of the database's own.

``pre_save`` and ``pre_delete`` of every page type (an add-on's too) refuse to make, change, move or remove anything
public without a permit. It is the friendly half: what goes round it (``QuerySet.update``, raw SQL, ``loaddata``)
meets the triggers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.addons import registry
from portal.files.models import Document, Image
from portal.files.services import is_public

from ..errors import PublishingRefused
from ..models import Case, Entry, Opinion, Permit, TakeDown
from ..on_paper import waits_until
from ..permits import covers_page, covers_table
from ..removal import is_awaited
from ..secrecy import is_settled
from ..snapshots import private_fields
from ..states import CaseState
from .refusals import NEEDS_CASE, watch

__all__ = ["NEEDS_CASE", "connect"]


TREE_COLUMNS = ("path", "depth", "url_path", "slug", "live", "expired", "live_revision_id", "first_published_at")
PUBLICATION_DATES = ("first_published_at", "last_published_at")
_AWAITED = gettext_lazy("It belongs to something that was taken down at once: it stays until that is decided.")
_wagtail_delete = PageQuerySet.delete


def _public_values(page: Page, columns: list[str]) -> dict:
    return {name: getattr(page, name) for name in columns}


def _guarded_columns(page: Page, written: Iterable[str] | None) -> list[str]:
    """Columns that this save would write and the public would see (``written`` None: the save writes all)."""
    fields = [
        field for field in page._meta.concrete_fields if written is None or {field.name, field.attname} & set(written)
    ]
    private = private_fields(type(page))
    return [field.attname for field in fields if field.name not in private or field.attname in TREE_COLUMNS]


def refuse_unpermitted_save(sender, instance, raw: bool = False, update_fields=None, **kwargs) -> None:
    """Refuse to save a page that is public, or was, unless a permit covers it or nothing public changes."""
    if raw or not isinstance(instance, Page):
        return
    before = type(instance)._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    was_live = before is not None and before.live
    written = None if update_fields is None else set(update_fields)
    live = instance.live if before is None or written is None or "live" in written else was_live
    if covers_page(instance.path or ""):
        return
    if not (live or was_live):
        _keep_dates(instance, before)
        return
    if before is not None and live == was_live:
        columns = _guarded_columns(instance, written)
        if _public_values(before, columns) == _public_values(instance, columns):
            return
    raise PublishingRefused(str(NEEDS_CASE))


def _keep_dates(page: Page, before: Page | None) -> None:
    """A draft's dates of publication are the system's own (law 2): what a revision claims about them doesn't count."""
    for name in PUBLICATION_DATES:
        setattr(page, name, getattr(before, name) if before is not None else None)


def refuse_unpermitted_delete(sender, instance, **kwargs) -> None:
    """Refuse to delete a public page, or a file that the public may fetch, without a permit."""
    if isinstance(instance, Page) and instance.live and not covers_page(instance.path):
        raise PublishingRefused(str(NEEDS_CASE))
    if not isinstance(instance, Document | Image) or covers_table(instance._meta.db_table):
        return
    if is_public(instance):
        raise PublishingRefused(str(NEEDS_CASE))
    if is_awaited(instance):
        raise PublishingRefused(str(_AWAITED))


def _refuse_unpermitted_query(queryset: PageQuerySet) -> None:
    """Refuse to delete pages of which one, or one below them, is public: before anything else is looked at."""
    for path in queryset.order_by().values_list("path", flat=True):
        public = Page.objects.filter(path__startswith=path, live=True).values_list("path", flat=True)
        if not all(covers_page(each) for each in public):
            raise PublishingRefused(str(NEEDS_CASE))


def _delete(queryset: PageQuerySet, *args: Any, **kwargs: Any) -> Any:
    _refuse_unpermitted_query(queryset)
    return _wagtail_delete(queryset, *args, **kwargs)


_delete.alters_data = True  # type: ignore[attr-defined]
_delete.queryset_only = True  # type: ignore[attr-defined]


def refuse_unfounded_permit(sender, instance: Permit, **kwargs) -> None:
    """Refuse a permit for a case that isn't approved, or was used up: nothing is published twice on one approval."""
    if instance.case is not None and not _is_founded(instance, instance.case):
        raise PublishingRefused(str(NEEDS_CASE))


def _is_founded(permit: Permit, case: Case) -> bool:
    """Say whether a case founds a permit.

    That is while it is being carried out, with every opinion that its route asks for on exactly its digest, one of
    them at least not entered from paper alone. Afterwards
    only in the places that are still open to it.
    """
    if case.state == CaseState.APPROVED:
        return _has_every_opinion(case) and waits_until(case) is None
    if case.state != CaseState.CARRIED_OUT:
        return False
    kind = registry.by_name("approvable_kinds").get(case.kind)
    place = kind.open_place(case) if kind else ""
    down = TakeDown.objects.filter(publication_case=case, state=TakeDown.State.DOWN)
    if permit.scope == Permit.Scope.TABLE:
        return bool(place) or down.exists()
    # A batch goes on, and of what was taken away at once it is still to be decided whether it comes back.
    places = [place, *down.exclude(page=None).values_list("page__path", flat=True)]
    return any(permit.target.startswith(path) for path in places if path)


def _has_every_opinion(case: Case) -> bool:
    """Say whether every desk of the route agreed in this round, on the pinned digest or one it was corrected from."""
    digests = _digests(case)
    counted = case.opinions.filter(round=case.round, digest__in=digests, repudiation=None)
    recorded = set()
    for act, actor, data in Entry.objects.filter(case_number=case.number, digest__in=digests).values_list(
        "act", "actor_id", "data"
    ):
        recorded.add((act, data.get("entered_for") or actor))
    opinions = [opinion for opinion in counted if (f"case.{opinion.verdict}", opinion.actor_id) in recorded]
    if case.route.secrecy_review and not is_settled(case, opinions):
        return False
    given = {(opinion.stage, opinion.desk) for opinion in opinions if opinion.verdict in Opinion.AGREEING}
    asked = {(stage, desk) for stage, desks in enumerate(case.stages) for desk in desks}
    routed = {desk for stage in case.route.stages for desk in stage}
    return routed <= {desk for _stage, desk in asked} and asked <= given


def _digests(case: Case) -> set[str]:
    """The pinned digest, and those that were corrected into it in this round, as the ledger says."""
    corrected = Entry.objects.filter(case_number=case.number, act="case.corrected").order_by("seq")
    steps = {
        data["to"]: data["from"] for data in corrected.values_list("data", flat=True) if data["round"] == case.round
    }
    digests, digest = {case.digest}, case.digest
    while digest in steps and steps[digest] not in digests:
        digest = steps[digest]
        digests.add(digest)
    return digests


def connect() -> None:
    """Connect the guard to every model; it acts on pages and files, and so on page types that are loaded later too."""
    PageQuerySet.delete = _delete
    connection_created.connect(watch, dispatch_uid="guard.refusals")
    pre_save.connect(refuse_unfounded_permit, sender=Permit, dispatch_uid="guard.permits")
    pre_save.connect(refuse_unpermitted_save, dispatch_uid="guard.pre_save")
    pre_delete.connect(refuse_unpermitted_delete, dispatch_uid="guard.pre_delete")
