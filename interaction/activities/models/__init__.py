"""Activities with the public, what people send in, and what is asked for by way of a case of its own."""

from .activities import Activity, ActivityKind, ActivityQuerySet, ActivitySecret, Show
from .answers import Entry, EntryKey, OpinionGroup, Score
from .requests import Prolongation, Result, Stop
from .votes import AddressCount, Ballot, Discard, Refusal

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityQuerySet",
    "ActivitySecret",
    "AddressCount",
    "Ballot",
    "Discard",
    "Entry",
    "EntryKey",
    "OpinionGroup",
    "Prolongation",
    "Refusal",
    "Result",
    "Score",
    "Show",
    "Stop",
]
