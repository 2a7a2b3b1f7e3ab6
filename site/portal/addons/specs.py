"""The whole extension API of the portal, one sentence a hook.

A package announces itself by an entry point in the group ``gongkai`` that names a module; whatever of these
functions the module defines (marked with :data:`hookimpl`) is called. The portal's own rooms register through the
same hooks, each in its ``plugin.py``. Every hook returns a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from .types import (
        ActivityCard,
        AddressSource,
        ApprovableKind,
        DeskType,
        DigestSection,
        DraftMaker,
        GuardedTable,
        HomeSection,
        IndexSource,
        Job,
        ListSource,
        MenuEntry,
        NumberDoor,
        Party,
        Periodic,
        RemindedClock,
        RoomUpdates,
        RouteDefault,
        Screener,
        SectionTemplate,
        SectionType,
        TicketKind,
        TileType,
        Transport,
        VoterIdentity,
    )

PROJECT = "gongkai"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def approvable_kinds() -> list[ApprovableKind]:
    """Kinds of things that go through approval."""


@hookspec
def desk_types() -> list[DeskType]:
    """Desks that routes can name."""


@hookspec
def route_defaults() -> list[RouteDefault]:
    """Routes that are written as version 1 when the database has none of that code."""


@hookspec
def screeners() -> list[Screener]:
    """Checks of body and attachments, run when a case is sent and again at the last desk."""


@hookspec
def draft_makers() -> list[DraftMaker]:
    """Kinds of drafts that other systems (the OA) may hand in, and how they are made."""


@hookspec
def jobs() -> list[Job]:
    """After-effects that the worker can carry out."""


@hookspec
def periodics() -> list[Periodic]:
    """Jobs that the worker puts into the outbox again and again."""


@hookspec
def digest_sections(person: Any, since: datetime) -> list[DigestSection]:
    """Parts of the daily mail of a person: what stands now, and what happened since the last one."""


@hookspec
def ticket_kinds() -> list[TicketKind]:
    """Kinds of what a person can tell the department."""


@hookspec
def reminded_clocks() -> list[RemindedClock]:
    """Clocks beside those of cases, of which people are told before and after they have run out."""


@hookspec
def parties() -> list[Party]:
    """Systems with which tickets are exchanged: the provincial hall, the petition system."""


@hookspec
def transports() -> list[Transport]:
    """Ways to carry messages to such a system and back."""


@hookspec
def index_sources() -> list[IndexSource]:
    """Kinds of content that are found through search."""


@hookspec
def search_engines() -> list[tuple[str, Any]]:
    """Search engines as (name, factory); the factory is called once a process without arguments."""


@hookspec
def section_types() -> list[SectionType]:
    """What units may ask to open (clause C5)."""


@hookspec
def section_templates() -> list[SectionTemplate]:
    """What a new section may begin with."""


@hookspec
def own_section_templates(section: str, units: Any) -> list[SectionTemplate]:
    """Templates that units keep for themselves; those of every unit where ``units`` is None."""


@hookspec
def room_updates() -> list[RoomUpdates]:
    """What counts as an update of columns at the addresses of rooms (clause G3)."""


@hookspec
def hidden_places() -> list[str]:
    """Places out of public view: ids of pages, with all that lies below them, and keys of records beside pages.

    What lies in one isn't found, whatever an index still holds.
    """


@hookspec
def hidden_subjects(subjects: list[str]) -> list[str]:
    """Those of some subjects (``kind:id``) that lie in a place out of public view, and so do their files."""


@hookspec
def public_addresses() -> list[AddressSource]:
    """Addresses that search engines are told of (sitemap.xml)."""


@hookspec
def tile_types() -> list[TileType]:
    """Blocks that pages are composed of."""


@hookspec
def list_sources() -> list[ListSource]:
    """Kinds of public content that pages can list."""


@hookspec
def activity_card(address: str, request: HttpRequest | None) -> ActivityCard | None:
    """What the public can take part in at a path of the portal; None where that isn't one, or isn't public."""


@hookspec
def menu_entries(request: HttpRequest | None) -> list[MenuEntry]:
    """Lines of the public main menu."""


@hookspec
def home_sections() -> list[HomeSection]:
    """Sections of the home page."""


@hookspec
def page_territories(units: Any) -> list[Any]:
    """Page trees (pages) that the people of these units may edit.

    A page with ``in_part`` true is edited by them in part: it refuses their other changes itself (``save_revision``),
    and they neither send, move nor delete it.
    """


@hookspec
def guarded_tables() -> list[GuardedTable]:
    """Tables, beside those of pages, whose rows the public sees: the guard watches them."""


@hookspec
def number_doors() -> list[NumberDoor]:
    """What people without an account open with a number and its query code, on any page that asks for both."""


@hookspec
def voter_identities() -> list[VoterIdentity]:
    """Ways of knowing people apart who may vote once (a code by telephone, a real-name check)."""


@hookspec
def admin_home_panels(request: HttpRequest) -> list[Any]:
    """Panels of the first page after sign-in: components with ``order`` and ``render_html``.

    Where something in one waits for the person, its ``waiting(person)`` tells how much (:class:`Waits`): the figures
    above count it, and their links lead there.
    """


@hookspec
def shows_file(person: Any, file: Any) -> bool:
    """Whether something that a person may see shows them a file that isn't public; one True is enough."""
