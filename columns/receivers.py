"""What follows elsewhere: search looks again when a file was read or a document changes others, and a unit that sends
its request with a desk's changes has accepted them.
"""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from portal.approvals.ledger.signals import recorded
from portal.approvals.pages import INDEX_SOURCE, reindex
from portal.files.signals import text_read
from portal.outbox.indexing import index_changed

from . import publishing
from .models import Attachment, Disclosure, Life, Relation, SectionPage
from .sections import proposals
from .sections.kinds import OpeningKind
from .sections.life import look_at_items
from .sections.states import LifeState


def _on_text_read(sender, document, **kwargs) -> None:
    for page_id in Attachment.objects.filter(document=document, page__live=True).values_list("page_id", flat=True):
        reindex(page_id, "disclosure")


def _on_live_changed(sender, instance, **kwargs) -> None:
    """Whatever way a document comes or goes, a take-down too: what it changes shows that."""
    if isinstance(instance, Disclosure):
        publishing.follow_effects(instance)


def _on_section_changed(sender, instance, **kwargs) -> None:
    """What lies in a section goes out of public view with its page, comes back with it, and is found by its name."""
    if isinstance(instance, SectionPage) and instance.numchild:
        for life in Life.objects.filter(page_id=instance.pk).exclude(state=LifeState.ACTIVATING):
            look_at_items(life)


def _on_relation_gone(sender, instance, **kwargs) -> None:
    """A new version no longer names it: nothing else would tell search."""
    reindex(instance.target_id, "disclosure")


def _on_restricted(sender, instance, **kwargs) -> None:
    """Pages that not everybody may see any more, or that everybody may see again, with all that lies below them."""
    index_changed(INDEX_SOURCE, *Page.objects.descendant_of(instance.page, inclusive=True).values_list("pk", flat=True))


def _on_recorded(sender, entry, **kwargs) -> None:
    """In the portal or through a connected system: it is the sending that accepts."""
    if entry.act == "case.sent" and entry.subject.startswith(f"{OpeningKind.name}:"):
        proposals.note_answer(entry)


def connect() -> None:
    recorded.connect(_on_recorded, dispatch_uid="columns.recorded")
    page_published.connect(_on_live_changed, dispatch_uid="columns.published")
    page_unpublished.connect(_on_live_changed, dispatch_uid="columns.unpublished")
    page_published.connect(_on_section_changed, dispatch_uid="columns.section_published")
    page_unpublished.connect(_on_section_changed, dispatch_uid="columns.section_unpublished")
    post_delete.connect(_on_relation_gone, sender=Relation, dispatch_uid="columns.relation_gone")
    for signal in (post_save, post_delete):
        signal.connect(_on_restricted, sender=PageViewRestriction, dispatch_uid=f"columns.restricted.{id(signal)}")
    text_read.connect(_on_text_read, dispatch_uid="columns.text_read")
