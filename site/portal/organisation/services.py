"""Questions about who holds what. Every answer is for a day (today unless told)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from .models import Capacity, FunctionAssignment, Post, Unit, User


class FunctionVacant(LookupError):
    """A duty of the regulation is assigned to no unit."""


def today() -> date:
    return timezone.localdate()


def posts_of(person: User, on: date | None = None) -> QuerySet[Post]:
    """Posts that a person holds on a day, with their units; none for people who are not active."""
    if not person.is_authenticated or not person.is_active:
        return Post.objects.none()
    return (
        Post.objects.on(on or today()).filter(person=person).select_related("unit", "person", "stands_in_for__person")
    )


def units_of(person: User, on: date | None = None) -> list[Unit]:
    """Units in which a person holds any post, once each; leaders in charge count where they lead."""
    return list({post.unit_id: post.unit for post in posts_of(person, on)}.values())


def holders(unit: Unit, capacity: str, on: date | None = None) -> list[Post]:
    """Posts of a capacity in a unit on a day, stand-ins last."""
    return list(Post.objects.staffed(on or today()).filter(unit=unit, capacity=capacity))


def unit_with(function: str) -> Unit:
    """The unit that carries a duty of the regulation (clause G2); FunctionVacant when none does."""
    assignment = FunctionAssignment.objects.filter(function=function).select_related("unit").first()
    if assignment is None:
        raise FunctionVacant(function)
    return assignment.unit


def function_holders(function: str, capacities: tuple[str, ...], on: date | None = None) -> list[Post]:
    """Posts of some capacities in the unit that carries a duty; empty when the duty is assigned to none."""
    posts = Post.objects.staffed(on or today())
    return list(posts.filter(unit__functions__function=function, capacity__in=capacities))


def functions_of(person: User, on: date | None = None) -> set[str]:
    """Duties of the units in which a person works (a leader in charge leads a unit, but doesn't work in it)."""
    posts = posts_of(person, on).exclude(capacity=Capacity.LEADER_IN_CHARGE)
    return set(FunctionAssignment.objects.filter(unit__posts__in=posts).values_list("function", flat=True))


def liaisons_of(unit: Unit, on: date | None = None) -> list[User]:
    """People who are told what concerns a unit (clause O9)."""
    return [post.person for post in holders(unit, Capacity.LIAISON, on)]


def name_stand_in(principal: Post, person: User, until: date, by: User) -> Post:
    """Let a person stand in for a post from today until a last day; return the dated post. The register's log keeps it.

    ValidationError where nobody may stand in like that (for themselves, say), or the person does so already.
    """
    post = Post(
        person=person, unit=principal.unit, capacity=principal.capacity, starts_on=today(), ends_on=until,
        stands_in_for=principal,
    )  # fmt: skip
    post.full_clean()
    with transaction.atomic():
        post.save()
        log(post, "organisation.enter", user=by)
    return post
