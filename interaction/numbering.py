"""Numbers of what people send in and of what units begin: one after another in a series, without an end."""

from __future__ import annotations

from django.db.models import F

from portal.approvals.ledger.services import lock_head

from .models import Series

DIGITS = 4  # at least: the ten thousandth has five


def next_number(prefix: str) -> str:
    """Return the next number of the series that begins with ``prefix``. To be called in a transaction.

    It is taken with the transaction, and free again where that is undone.
    """
    lock_head()  # before every other lock, as in every act
    series, _new = Series.objects.get_or_create(prefix=prefix)
    Series.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db(fields=["last"])
    return f"{prefix}{series.last:0{DIGITS}d}"
