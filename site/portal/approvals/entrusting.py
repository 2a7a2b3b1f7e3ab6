"""Who can act in whose name: what the register of people and functions does is recorded, and told at once (law 5)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.notices.services import notify
from portal.organisation.first_passwords import Step, may_agree, office_heads
from portal.organisation.models import Capacity, Countersignature, Function, FunctionAssignment, Post, Unit, User
from portal.organisation.services import posts_of, today

from .ledger.services import record

TOPIC = "entrusting"
PASSWORD_ACTS = {
    Step.ASK: "account.password_asked",
    Step.AGREE: "account.password_agreed",
    Step.SET: "account.password_set",
}


def follow_first_password(
    sender: Any, person: User, step: str, by: User, asked: Countersignature | None, **kwargs: Any
) -> None:
    """Record a step about somebody's first password, and tell the Office, the head of the unit, and who is asked."""
    record(
        PASSWORD_ACTS[Step(step)],
        actor=by,
        capacity=_capacity(by),
        subject=f"user:{person.pk}",
        data=_signatures(asked),
    )
    texts = {
        Step.ASK: _("%(by)s asks for a first password for %(person)s; a second person has to agree."),
        Step.AGREE: _("%(by)s agreed to a first password for %(person)s."),
        Step.SET: _("%(by)s set a first password for %(person)s."),
    }
    text = texts[Step(step)] % {"by": by, "person": person}
    seconds = _keepers(person) if step == Step.ASK else [asked.asked_by] if asked else []
    able = [who for who in (*seconds, *office_heads()) if who.pk != by.pk]
    told = {who.pk for who in (by, person, *able)}
    notify(able, text=text, url=reverse("organisation:first_password", args=[person.pk]), topic=TOPIC)
    notify([head for head in _heads(person) if head.pk not in told], text=text, topic=TOPIC)


def _keepers(person: User) -> list[User]:
    """Who works in the technology centre today and could agree."""
    posts = Post.objects.staffed(today()).filter(unit__functions__function=Function.TECHNOLOGY_CENTRE)
    return [post.person for post in posts if may_agree(post.person, person)]


def _heads(person: User) -> list[User]:
    """Who heads a unit in which the person holds a post, or will."""
    units = Post.objects.not_ended(today()).filter(person=person).values("unit")
    heads = Post.objects.staffed(today()).filter(unit__in=units, capacity=Capacity.HEAD)
    return [post.person for post in heads]


def follow_function(
    sender: Any, function: str, unit: Unit, by: User, asked: Countersignature | None, **kwargs: Any
) -> None:
    """Record who gave a unit a function, or asked for it, and tell the Office."""
    only_asked = asked is not None and asked.agreed_by_id is None
    record(
        "function.asked" if only_asked else "function.assigned",
        actor=by,
        capacity=_capacity(by),
        subject=f"function:{function}",
        data={"unit": unit.pk, **_signatures(asked)},
    )
    text = (
        _("%(by)s asks to give %(unit)s the function “%(function)s”. It counts when you enter the same.")
        if only_asked
        else _("%(by)s gave %(unit)s the function “%(function)s”.")
    )
    values = {"by": by, "unit": unit, "function": Function(function).label}
    notify(_office(by), text=text % values, url=_register(function), topic=TOPIC)


def _office(by: User) -> list[User]:
    posts = Post.objects.staffed(today()).filter(~Q(capacity=Capacity.LEADER_IN_CHARGE), ~Q(person=by))
    return [post.person for post in posts.filter(unit__functions__function=Function.OFFICE)]


def _register(function: str) -> str:
    row = FunctionAssignment.objects.filter(function=function).first()
    name = "organisation_functionassignment_modeladmin_"
    return reverse(f"{name}edit", args=[row.pk]) if row else reverse(f"{name}create")


def _signatures(asked: Countersignature | None) -> dict[str, Any]:
    return {"asked_by": asked.asked_by_id, "agreed_by": asked.agreed_by_id} if asked else {}


def _capacity(by: User) -> str:
    return next((post.title for post in posts_of(by)), "")
