"""What activities offer to search: what everybody may read of them now, with the result once it is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from portal.addons.types import IndexRecord

from . import content, surveys
from .models import Activity, Result
from .services import INDEX_SOURCE, public_url

KINDS = {"activity": pgettext_lazy("gongkai", "Solicitations and surveys")}


def ids() -> Iterator[str]:
    """Yield the ids of all public activities."""
    yield from (str(pk) for pk in Activity.objects.public().values_list("pk", flat=True).iterator())


def read(activity_ids: Sequence[str]) -> dict[str, IndexRecord]:
    """Return what the public may see of activities now; two queries for many as for one."""
    found = Activity.objects.public().filter(pk__in=activity_ids, published_at__isnull=False).select_related("unit")
    told = {row.activity_id: row for row in Result.objects.filter(activity__in=found, published=True)}
    return {str(activity.pk): _record(activity, told.get(activity.pk)) for activity in found}


def _record(activity: Activity, result: Result | None) -> IndexRecord:
    published = timezone.localtime(activity.published_at)
    updated = timezone.localtime(result.published_at) if result and result.published_at else published
    parts = [activity.lead, activity.body]
    parts += [f"{clause.heading} {clause.text}" for clause in content.clauses_of(activity)]
    parts += [f"{candidate.name} {candidate.text}" for candidate in content.candidates_of(activity)]
    parts += [question.text for question in surveys.questions_of(activity)]
    if result:
        parts.append(result.text)
        parts += [f"{row['said']} {row['answer']}" for row in result.content.get("feedback", [])]
    key = f"{INDEX_SOURCE}:{activity.pk}"
    return IndexRecord(
        key=key,
        places=(key,),
        kind="activity",
        title=activity.title,
        url=public_url(activity),
        body="\n".join(part for part in parts if part),
        unit=str(activity.unit),
        on=published.date(),
        published_at=published,
        updated_at=updated,
        abstract=activity.lead,
    )
