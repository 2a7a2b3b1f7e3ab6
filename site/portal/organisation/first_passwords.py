"""First passwords: who may give one, and to whom only together with a second person (law 5)."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from . import countersigning
from .models import Capacity, Countersignature, Function, FunctionAssignment, Post, User
from .services import function_holders, today
from .signals import first_password_moved

# Without letters and digits that look alike on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
DECIDING = frozenset({Capacity.HEAD, Capacity.LEADER_IN_CHARGE, Capacity.SECRECY_REVIEWER})


class Step(StrEnum):
    """What comes next, as the page's form names it."""

    SET = "set"
    ASK = "ask"
    WAIT = "wait"
    AGREE = "agree"


def may_set(by: Any, person: User) -> bool:
    """Whether somebody keeps the account of a person who could still get a first password.

    Only who keeps the accounts, only for somebody else, and only until that person has signed in: afterwards the
    account is the person's own, and nobody can take it over from the register. Superusers are made by operators.
    """
    return by.has_perm("organisation.change_user") and _is_open(by, person)


def may_agree(by: Any, person: User) -> bool:
    """Whether somebody may be the second person: who keeps the accounts, and the head of the Office."""
    return may_set(by, person) or (by.pk in {head.pk for head in office_heads()} and _is_open(by, person))


def _is_open(by: Any, person: User) -> bool:
    return by.pk != person.pk and person.is_active and not person.is_superuser and person.last_login is None


def office_heads() -> list[User]:
    """Who heads the Office today."""
    return [post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD,))]


def needs_second(person: User) -> bool:
    """Whether whoever signs in as this person could decide: a head, a leader in charge, a secrecy reviewer, anybody in
    a unit with a function; and whoever has no post yet, and could still get one of these.
    """
    posts = list(Post.objects.not_ended(today()).filter(person=person))
    units = {post.unit_id for post in posts}
    decides = any(post.capacity in DECIDING for post in posts)
    return not posts or decides or FunctionAssignment.objects.filter(unit__in=units).exists()


def next_step(by: Any, person: User) -> Step | None:
    """What somebody may do next about a person's first password; None: nothing at all."""
    if not may_agree(by, person):
        return None
    keeps = may_set(by, person)
    if not needs_second(person):
        return Step.SET if keeps else None
    asked = asked_for(person)
    if asked is None:
        return Step.ASK if keeps else None
    if by.pk == asked.asked_by_id:
        return Step.SET if keeps and asked.agreed_by_id else Step.WAIT
    return Step.WAIT if asked.agreed_by_id else Step.AGREE


def asked_for(person: User) -> Countersignature | None:
    """What was asked about a person's first password, while it counts."""
    return countersigning.open_for(f"first_password:{person.pk}")


@transaction.atomic
def take(step: str, by: Any, key: int) -> str:
    """Take the next step about a person's first password; return the password where that was to set one, else "".

    PermissionDenied where that isn't the person's next step (any more). Every step is recorded, never the password.
    """
    person = User.objects.select_for_update().get(pk=key)
    if step not in (Step.ASK, Step.AGREE, Step.SET) or step != next_step(by, person):
        raise PermissionDenied
    asked, password = asked_for(person), ""
    if step == Step.ASK:
        asked = countersigning.ask(f"first_password:{person.pk}", by)
    elif step == Step.AGREE and asked:
        countersigning.agree(asked, by)
    else:
        password = _set(person, by, asked)
    first_password_moved.send(User, person=person, step=step, by=by, asked=asked)
    return password


def _set(person: User, by: Any, asked: Countersignature | None) -> str:
    password = new_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    log(person, "organisation.first_password", user=by)
    if asked is not None:
        countersigning.finish(asked)
    return password


def new_password() -> str:
    """Return a random password of four groups (about 79 bits), to be read out or copied by hand."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(4))
