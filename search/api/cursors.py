"""Where somebody goes on reading: a walk and the question it belongs to, signed, so that nobody makes one up."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from django.core import signing
from django.utils.translation import gettext as _

from portal.apis.problems import Problem

from ..engines.base import Position, Query, Walk

_SALT = "search.api.cursor"


def written(walk: Walk | None, query: Query, asked: Query) -> str | None:
    """Return the cursor of what follows, None at the end. ``query`` was answered where ``asked`` was asked."""
    if walk is None:
        return None
    answered = [query.text, list(query.numbers), query.breadth]
    return signing.dumps([_digest(asked), answered, asdict(walk)], salt=_SALT, compress=True)


def read(cursor: str, asked: Query) -> Query:
    """Return the query that a cursor goes on with; Problem where it isn't one that was given for this question."""
    if not cursor:
        return asked.with_changes(walk=Walk())
    try:
        digest, (text, numbers, breadth), walk = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature as error:
        raise Problem("invalid", _("This cursor isn't one that the portal gave."), [("/cursor", "")]) from error
    if digest != _digest(asked):
        raise Problem("invalid", _("This cursor belongs to another question: only “limit” may change."))
    border, after = (Position(**place) if place else None for place in (walk["border"], walk["after"]))
    going_on = Walk(tuple(walk["given"]), border, after)
    return asked.with_changes(text=text, numbers=tuple(numbers), breadth=breadth, walk=going_on)


def _digest(asked: Query) -> str:
    """The question alone: what is hidden, and how much is shown, may change on the way."""
    question = asked.with_changes(hidden=(), size=0, page=1, walk=None)
    return hashlib.sha256(repr(question).encode("utf-8", "replace")).hexdigest()[:16]
