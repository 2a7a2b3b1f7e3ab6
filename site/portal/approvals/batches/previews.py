"""What somebody sees of each case before deciding on several: findings, makers, and what differs from before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.organisation.models import User

from .. import versions, worklist
from ..models import Case, Publication
from ..pages import page_kind_names
from ..templatetags.approvals import clock_row
from ..worklist_rows import agree_label
from .services import attention

_PLACES = ("fields", "children")  # of a page's snapshot; every other key stands for itself


def previews(person: Any, wanted: dict[int, int]) -> list[dict[str, Any]]:
    """Return a row for each selected case (id → version that was shown) that waits for a person.

    A fixed number of queries, however many they are; more only for pages that another page's case made public.
    """
    waiting = {item.case.pk: item for item in worklist.waiting_for(person)}
    whole = Case.objects.select_related("route", "unit", "maker").in_bulk([pk for pk in wanted if pk in waiting])
    cases = list(whole.values())
    before, writers = _before(cases), _writers(cases)
    rows = []
    for pk, version in wanted.items():
        item = waiting.get(pk)
        if item is None:
            continue
        case = whole[pk]
        heeds = attention(case, item.opinions)
        changed = case.version != version
        rows.append(
            {
                "case": case,
                "pk": pk,
                "version": version,
                "url": reverse("approvals:case", args=[pk]),
                "clock": clock_row(item.clock),
                "place": item.desk,
                "agree": agree_label(case.state),
                "writers": "、".join(writers[pk]),
                "differences": differences(case, before.get((case.kind, case.subject_id))),
                "findings": case.findings,
                "attention": heeds,
                "changed": changed,
                "ticked": not heeds and not changed,
            }
        )
    return rows


def _before(cases: list[Case]) -> dict[tuple[str, str], dict[str, Any]]:
    """What the public sees now of the cases' subjects."""
    subjects = {case.subject_id for case in cases}
    rows = Publication.objects.filter(subject_id__in=subjects, kind__in={case.kind for case in cases})
    return {(row.kind, row.subject_id): versions.shown_by(row) for row in rows.select_related("case", "revision")}


def _writers(cases: list[Case]) -> dict[int, list[str]]:
    """Who made each case, and who wrote in it."""
    ids = {pk for case in cases for pk in case.authors}
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=ids)}
    return {
        case.pk: list(dict.fromkeys([str(case.maker), *(names[pk] for pk in case.authors if pk in names)]))
        for case in cases
    }


def differences(case: Case, before: dict[str, Any] | None) -> str:
    """Say what a case changes of what the public sees now: names of fields, or that a page is new."""
    if before is None:
        return _("new") if case.kind in page_kind_names() else ""
    names = [_label(case, name) for name in _changed(before, case.snapshot)]
    return _("changes: %(names)s") % {"names": "、".join(names)} if names else _("changes nothing")


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if key in _PLACES and isinstance(old, dict) and isinstance(new, dict):
            found += [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
        else:
            found.append(key)
    return found


def _label(case: Case, name: str) -> str:
    words = {"files": _("files"), "links": _("links"), "place": _("place and address")}
    if name in words:
        return words[name]
    kind = registry.by_name("approvable_kinds").get(case.kind)
    try:
        field = kind.model._meta.get_field(name) if kind else None
    except FieldDoesNotExist:
        field = None
    related = getattr(field, "related_model", None)
    label = getattr(field, "verbose_name", None) or (related and related._meta.verbose_name_plural)
    return str(label or name)
