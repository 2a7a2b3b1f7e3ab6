"""The catalogue in force: its lists of terms and its rule of index numbers (clauses D1, D2)."""

from __future__ import annotations

from typing import Any

from . import catalogue_defaults as defaults
from .models import CatalogueRule, Disclosure, Scheme
from .terms import Terms, parse

LISTS = (Scheme.TOPIC, Scheme.GENRE, Scheme.AUDIENCE, Scheme.GROUND)


def current_texts() -> dict[str, str]:
    """Return the rule in force of every scheme, in one query: the live version, else the portal's default."""
    return {**defaults.BY_SCHEME, **dict(CatalogueRule.objects.filter(live=True).values_list("scheme", "text"))}


def current_lists() -> dict[str, Terms]:
    """Return the lists in force, by scheme, in one query."""
    texts = current_texts()
    return {scheme: parse(texts[scheme]) for scheme in LISTS}


def terms_of(scheme: str) -> Terms:
    """Return one list in force."""
    return current_lists()[scheme]


def renamed(before: Terms, after: Terms) -> set[str]:
    """Return the codes that have another name, or stand elsewhere, in one list than in the other."""
    return {code for code in {*before.by_code, *after.by_code} if before.names(code) != after.names(code)}


def is_policy(genre: str, lists: dict[str, Terms] | None = None) -> bool:
    """Say whether documents of a genre are policy documents: it stands below that branch of the genres (clause D4)."""
    return genre in policy_genres(lists)


def policy_genres(lists: dict[str, Terms] | None = None) -> set[str]:
    """Return the codes of the genres of policy documents."""
    return (lists or current_lists())[Scheme.GENRE].under(defaults.POLICY)


def index_number(organ_code: str, year: int, serial: int) -> str:
    """Return an index number as the rule in force writes it."""
    return current_texts()[Scheme.INDEX_NUMBER].format(org=organ_code, year=year, serial=serial)


def codes_in_use(scheme: str) -> set[str]:
    """Return the codes of a list that documents of the portal's own stand under, drafts too."""
    if scheme not in LISTS:
        return set()
    documents: Any = Disclosure.objects.filter(is_import=False).exclude(**{scheme: ""}).order_by()
    return set(documents.values_list(scheme, flat=True).distinct())
