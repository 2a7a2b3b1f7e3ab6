"""The database's refusal, put into words: whoever meets a trigger reads what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from ..errors import PublishingRefused
from .triggers import REFUSAL

NEEDS_CASE = _(
    "Nothing becomes public, changes or disappears in public without an approved case. Send the draft for approval; "
    "to take something away at once, ask the publicity centre."
)


class RefusedByDatabase(PublishingRefused, IntegrityError):
    """A trigger refused: an integrity error for programs, the guard's sentence for people."""


def put_into_words(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Wrap the execution of SQL: a refusal of the guard's triggers becomes :class:`RefusedByDatabase`."""
    try:
        return execute(sql, params, many, context)
    except IntegrityError as error:
        if REFUSAL in str(error):
            raise RefusedByDatabase(str(NEEDS_CASE)) from error
        raise


def watch(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Have a new connection put refusals into words."""
    if put_into_words not in connection.execute_wrappers:
        connection.execute_wrappers.append(put_into_words)
