"""Who may do what in supervision."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from portal.organisation.models import Capacity, Function, Post
from portal.organisation.services import functions_of, posts_of


def works_in_office(person: Any) -> bool:
    """The Office plans and supervises (clause G2)."""
    return Function.OFFICE in functions_of(person)


def may_enter_years(person: Any) -> bool:
    """The Office keeps the calendar."""
    return works_in_office(person)


def speaking_posts(person: Any) -> QuerySet[Post]:
    """Posts in which somebody speaks for a unit: its head and its liaison (clause O9)."""
    return posts_of(person).filter(capacity__in=(Capacity.HEAD, Capacity.LIAISON))


def preparing_post(person: Any) -> Post | None:
    """The post in which somebody prepares a clean-up: liaison or handler of the Office. Its head signs, and who signs
    prepares nothing (law 5).
    """
    posts = posts_of(person).filter(unit__functions__function=Function.OFFICE)
    if posts.filter(capacity=Capacity.HEAD).exists():
        return None
    return posts.filter(capacity__in=(Capacity.LIAISON, Capacity.HANDLER)).order_by("-capacity", "pk").first()


def sees_whole_cleanup(person: Any) -> bool:
    """The Office, the publicity centre and the technology centre clean up together (clause O5)."""
    return bool(functions_of(person) & {Function.OFFICE, Function.PUBLICITY_CENTRE, Function.TECHNOLOGY_CENTRE})
