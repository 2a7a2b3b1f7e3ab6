"""What must be right before an item or a request is sent: every problem as a sentence, with the field it stands at."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.tiles.text import plain_text

from .catalogue import current_lists
from .models import Disclosure, RelationKind, Scheme
from .rules import expiry_problem, formation_problem, ground_problem, number_problem, validity_problems
from .sections import beginnings


def disclosure_field_problems(page: Disclosure) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for everything wrong with the fields of a disclosure."""
    if problem := number_problem(page.document_number):
        yield "document_number", problem
    text = plain_text(page.body)
    if problem := formation_problem(page.formed_on, text):
        yield "formed_on", problem
    yield from validity_problems(page.effective_on, page.expires_on, text)
    if problem := expiry_problem(page.effective_on, page.expires_on):
        yield "expires_on", problem


def item_problems(page) -> Iterator[str]:
    """Yield everything that keeps an item from being sent."""
    if not plain_text(page.body).strip():
        yield _("The text is empty.")
    yield from beginnings.problems(page.body)
    if isinstance(page, Disclosure):
        if page.formed_on is None:
            yield _("The date of formation is missing: the five working days are counted from it (clause D3).")
        yield from (sentence for _field, sentence in disclosure_field_problems(page))
        yield from catalogue_problems(page)
        yield from relation_problems(page)


def catalogue_problems(page: Disclosure) -> Iterator[str]:
    """Yield what is missing of a document's place in the catalogue, and of the ground for not disclosing it."""
    lists = current_lists()
    if not page.topic:
        yield _("The topic is missing: it is the document's place in the catalogue (clause D1).")
    for field in (Scheme.TOPIC, Scheme.GENRE, Scheme.AUDIENCE):
        if (code := getattr(page, field)) and code not in lists[field]:
            yield _("“%(code)s” isn't in the catalogue's list: %(list)s.") % {"code": code, "list": field.label}
    if problem := ground_problem(page.openness, page.ground, lists[Scheme.GROUND]):
        yield problem


def relation_problems(page: Disclosure) -> Iterator[str]:
    """Yield what is wrong with the relations of a document to others."""
    pairs = [(relation.kind, relation.target_id) for relation in page.relations.all()]
    targets = Disclosure.objects.in_bulk({target for _kind, target in pairs})
    for kind, target in dict.fromkeys(pairs):
        named = {"kind": RelationKind(kind).label, "title": targets[target].title if target in targets else target}
        if target == page.pk:
            yield _("A document doesn't relate to itself.")
        elif target not in targets or not targets[target].live:
            yield _("“%(title)s” is not public: %(kind)s can name public documents only.") % named
        if pairs.count((kind, target)) > 1:
            yield _("The relation “%(kind)s %(title)s” stands twice.") % named
