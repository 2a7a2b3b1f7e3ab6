"""How sections live, drawn from the code for docs/sections.md."""

from __future__ import annotations

from portal.addons import registry
from portal.approvals.chart import state_chart

from ..models import Life
from .states import LifeState

TEXT = """# How a column or a special topic lives

This page is drawn from the code (`make docs`). Columns, special topics and what add-ons bring are *sections*: pages
with a contract (owner unit, purpose, update duty, basis, contact) and a life that stands beside the page and is moved
by cases only. What lies below a section derives what the public sees of it from that one row (decisions/0015).

## The life of a section

{chart}

## Types of sections

| type | page | begins and ends |
|---|---|---|
{types}

## What is asked for, and by which route

| request | route |
|---|---|
| open (agreed as asked, with changes that the unit accepts, returned, refused) | column_opening |
| retire: archived, merged into another column, or gone; at once or after a public notice period | column_retiring |
| reopen within a year, or call an announced retirement off | column_opening |
| hand over to another unit, whose head co-signs | column_opening |

## What the public sees of a retired section

| outcome | its page | what lies in it | lists, menus, feeds | search | sitemap.xml |
|---|---|---|---|---|---|
| archived | stays, marked | stays, marked | out of menus and of what is new | found, marked | listed |
| merged | leads to the section that took them over | stays at its address | in that section's lists | found | items |
| gone | 410 with an explanation | 410, files too | nowhere | not found | nothing |

A section whose own page was taken down is out of view with all that lies in it, as if it were gone, and nothing is
told of it. `tests/columns/sections/test_from_outside.py` asks every channel for each of these, in one table.
"""


def render() -> str:
    """Return the whole page as Markdown."""
    rows = [
        f"| {section.name} | {section.page_model.__name__} | {'yes' if section.has_end else 'no'} |"
        for section in registry.items("section_types")
    ]
    return TEXT.format(chart="\n".join(state_chart(Life, LifeState.ACTIVATING)), types="\n".join(rows))
