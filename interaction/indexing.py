"""What public answers offer to search: what everybody may read of them now."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from portal.addons.types import IndexRecord

from .models import Reply
from .reading import public_answers
from .services import INDEX_SOURCE


def ids() -> Iterator[str]:
    """Yield the ids of all public answers."""
    yield from (str(pk) for pk in public_answers().values_list("pk", flat=True).iterator())


def lock(reply_id: str) -> None:
    """Lock an answer's row, inside a transaction: a version taken after this orders with its changes."""
    Reply.objects.select_for_update().filter(pk=reply_id).first()


def read(reply_id: str) -> IndexRecord | None:
    """Return what the public may see of an answer now, or None when it may see nothing."""
    reply = public_answers().filter(pk=reply_id).first()
    if reply is None or reply.given_at is None:
        return None
    given = timezone.localtime(reply.given_at)
    return IndexRecord(
        key=f"{INDEX_SOURCE}:{reply.pk}",
        kind="answer",
        title=reply.public_title,
        url=reverse("interaction:answer", args=[reply.number]),
        body=f"{reply.public_question}\n{reply.public_answer}",
        unit=str(reply.unit),
        on=given.date(),
        published_at=given,
    )
