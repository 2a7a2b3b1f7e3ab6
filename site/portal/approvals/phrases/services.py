"""Whose phrases somebody can choose from, and keeping them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.organisation.models import Function
from portal.organisation.services import functions_of

from ..errors import ActRefused
from .models import Phrase

MOST = 30
# What everybody can choose from as long as the Office has written down none.
BUILT_IN = (
    (Phrase.Use.AGREE, gettext_lazy("Agreed.")),
    (Phrase.Use.AGREE, gettext_lazy("Reviewed; it touches no state secret and may be public.")),
    (Phrase.Use.AGREE, gettext_lazy("The content is accurate; agreed to publish.")),
    (Phrase.Use.RETURN, gettext_lazy("Please check document number and date of formation, and send it again.")),
    (Phrase.Use.RETURN, gettext_lazy("Please add the attachment, and send it again.")),
)


def choices_of(person: Any) -> dict[str, list[str]]:
    """Return use (agree, return) → phrases: a person's own first, then everybody's; one query."""
    rows = list(Phrase.objects.filter(Q(person=person) | Q(person=None)))
    own = [(row.use, row.text) for row in rows if row.person_id]
    shared = [(row.use, row.text) for row in rows if not row.person_id] or [(use, str(text)) for use, text in BUILT_IN]
    return {
        use: list(dict.fromkeys(text for kind, text in [*own, *shared] if kind == use)) for use in Phrase.Use.values
    }


def keeps_shared(person: Any) -> bool:
    """The Office keeps the phrases of the department."""
    return Function.OFFICE in functions_of(person)


def add(person: Any, use: str, text: str, *, shared: bool = False) -> Phrase:
    """Keep a phrase, for a person or (the Office) for everybody. ActRefused with the reason."""
    text = " ".join(text.split())
    if shared and not keeps_shared(person):
        raise ActRefused([_("The Office keeps the phrases of the department.")])
    if not text or use not in Phrase.Use.values:
        raise ActRefused([_("Please write the phrase, and say what it is for.")])
    if len(text) > 200:
        raise ActRefused([_("A phrase has at most 200 characters.")])
    owner = None if shared else person
    if Phrase.objects.filter(person=owner).count() >= MOST:
        raise ActRefused([_("There are %(most)s phrases already; take one away first.") % {"most": MOST}])
    return Phrase.objects.get_or_create(person=owner, use=use, text=text)[0]


def take_away(pk: int, person: Any) -> None:
    """Take a phrase away: one's own, or (the Office) one of everybody's. ActRefused where it isn't theirs."""
    phrase = Phrase.objects.filter(pk=pk).filter(Q(person=person) | Q(person=None)).first()
    if phrase is None or (phrase.person_id is None and not keeps_shared(person)):
        raise ActRefused([_("This phrase isn't yours to take away.")])
    phrase.delete()
