"""What a case says of a document and its interpretation, before anything is sent and at every desk (clauses D2, D4)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Page

from . import catalogue, releases
from .models import Disclosure, Scheme, Waiver


def of(document: Page, draft: Disclosure) -> list[str]:
    """Return the sentences that belong on the case of a document beside the reasons for its route."""
    if not draft.is_proactive:
        return [_not_disclosed(draft)]
    notes = [
        _("Goes public together with its interpretation “%(title)s” (clause D4).") % {"title": part.title}
        for part in releases.parts_of(document)
    ]
    if waiver := Waiver.objects.filter(document_id=document.pk).select_related("granted_by").first():
        notes.append(_waived(waiver))
    if not notes and releases.is_important_policy(draft):
        notes.append(_("An important policy document: its interpretation belongs to it (clause D4)."))
    return notes


def _not_disclosed(draft: Disclosure) -> str:
    values = {
        "class": draft.get_openness_display(),
        "ground": catalogue.terms_of(Scheme.GROUND).name(draft.ground) if draft.ground else "—",
    }
    return _("Nothing becomes public by this case: %(class)s, because: %(ground)s (clause D2).") % values


def _waived(waiver: Waiver) -> str:
    values = {
        "person": waiver.granted_by,
        "capacity": waiver.capacity,
        "day": waiver.due_on.isoformat(),
        "reason": waiver.reason,
    }
    sentence = _("%(capacity)s %(person)s lets it go first: %(reason)s The interpretation is owed until %(day)s (D4).")
    return sentence % values


def missing() -> str:
    """Return why an important policy document without interpretation can't go on."""
    return _(
        "This is an important policy document: it goes public together with its interpretation (clause D4). Write the "
        "interpretation as a draft that explains it; or the head of the Office lets the document go first."
    )


def goes_with(document: Disclosure) -> str:
    """Return why the interpretation of a document that was never public isn't sent by itself."""
    sentence = _(
        "“%(title)s” is not public yet: send that document, and the interpretations by its unit go with it (clause D4)."
    )
    return sentence % {"title": document.title}
