"""How an act of the staff begins: the row is locked, and the act refused for every reason there is (law 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger.services import lock_head

Row = TypeVar("Row", bound=Model)


def row_for_act(
    rows: QuerySet[Row],
    row: Row,
    act: str,
    person: Any,
    version: int | None,
    reasons_against: Callable[[str, Any, Any], list[str]],
) -> Row:
    """Return a row afresh, locked until the transaction's end, for an act on the ``version`` that its author saw.

    Raises Stale where somebody acted since, and ActRefused with every reason. To be called in a transaction.
    """
    lock_head()  # before every other lock, as in every act
    locked: Any = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if version is not None and locked.version != version:
        raise Stale([_("Somebody acted on this since you opened it. Nothing was changed.")])
    if reasons := reasons_against(act, locked, person):
        raise ActRefused(reasons)
    return locked
