"""The shapes that rooms and add-ons hand each other through the extension points.

Plain dataclasses without Django models, so that any room may import them. What an add-on registers is the same as
what the portal registers for itself.
"""

from __future__ import annotations

from .approvals import (
    ApprovableKind,
    DeskType,
    Finding,
    Particulars,
    Pictured,
    Place,
    Pointed,
    RouteChoice,
    RouteDefault,
    Screener,
)
from .drafts import DraftMaker, DraftRefused
from .jobs import DigestSection, Job, Periodic
from .pages import (
    ActivityCard,
    AddressSource,
    GuardedTable,
    HomeSection,
    ListedItem,
    ListQuery,
    ListSource,
    MenuEntry,
    TileType,
    Waits,
)
from .search import IndexedFile, IndexRecord, IndexRelation, IndexSource
from .sections import RoomUpdates, SectionTemplate, SectionType
from .tickets import ClockLeg, Envelope, NumberDoor, Party, RemindedClock, Session, TicketKind, Transport
from .voting import IdentityRefused, VoterIdentity

__all__ = [
    "ActivityCard",
    "AddressSource",
    "ApprovableKind",
    "ClockLeg",
    "DeskType",
    "DigestSection",
    "DraftMaker",
    "DraftRefused",
    "Envelope",
    "Finding",
    "GuardedTable",
    "HomeSection",
    "IdentityRefused",
    "IndexRecord",
    "IndexRelation",
    "IndexSource",
    "IndexedFile",
    "Job",
    "ListQuery",
    "ListSource",
    "ListedItem",
    "MenuEntry",
    "NumberDoor",
    "Particulars",
    "Party",
    "Periodic",
    "Pictured",
    "Place",
    "Pointed",
    "RemindedClock",
    "RoomUpdates",
    "RouteChoice",
    "RouteDefault",
    "Screener",
    "SectionTemplate",
    "SectionType",
    "Session",
    "TicketKind",
    "TileType",
    "Transport",
    "VoterIdentity",
    "Waits",
]
