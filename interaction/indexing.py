"""What public answers offer to search: what everybody may read of them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from portal.addons.types import IndexRecord

from .models import Reply
from .reading import public_answers
from .services import INDEX_SOURCE


def ids() -> Iterator[str]:
    """Yield the ids of all public answers."""
    yield from (str(pk) for pk in public_answers().values_list("pk", flat=True).iterator())


def read(reply_ids: Sequence[str]) -> dict[str, IndexRecord]:
    """Return what the public may see of answers now; of those it may not see there is nothing."""
    given = public_answers().filter(pk__in=reply_ids, given_at__isnull=False)
    return {str(reply.pk): _record(reply) for reply in given}


def _record(reply: Reply) -> IndexRecord:
    given = timezone.localtime(reply.given_at)
    key = f"{INDEX_SOURCE}:{reply.pk}"
    return IndexRecord(
        key=key,
        places=(key,),
        kind="answer",
        title=reply.public_title,
        url=reverse("interaction:answer", args=[reply.number]),
        body=f"{reply.public_question}\n{reply.public_answer}",
        unit=str(reply.unit),
        on=given.date(),
        published_at=given,
        updated_at=given,
    )
