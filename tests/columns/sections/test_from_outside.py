"""Every channel to the public agrees on what became of a section: one table, asked from outside (clause C6; law 4).

A cell names who is met there: ``c`` the column, ``d`` a document, ``n`` news, ``e`` an interpretation, ``l`` a document
in a column below. It is asked right after the act, and again when the worker has followed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from columns.models import ColumnPage, ReopeningRequest, RetirementRequest
from portal.approvals import services, takedowns, withdrawals
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.verification import verify
from portal.outbox.services import drain
from tests import factories

from . import outside
from .outside import NOTICE_DAYS, Outside, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]

TABLE = """
                 | open  notice archived merged gone  within reopened called_off item_down down  restored filling
page 200         | cdnel -      -        -      -     -      cdnel    cdnel      cnel      -     cdnel    -
page told        | -     cdnel  -        -      -     -      -        -          -         -     -        -
page archived    | -     -      cdnel    -      -     cdne   -        -          -         -     -        -
page moved       | -     -      -        dnel   -     -      -        -          -         -     -        -
page 302         | -     -      -        c      -     -      -        -          -         -     -        -
page 410         | -     -      -        -      cdnel l      -        -          d         cdnel -        -
page 404         | -     -      -        -      -     -      -        -          -         -     -        cdnel
file             | d     d      d        d      -     d      d        d          -         -     d        -
its own list     | dnel  dnel   dnel     -      -     dne    dnel     dnel       nel       -     dnel     -
list above       | cdnel cdnel  dnel     dnel   -     dne    cdnel    cdnel      cnel      -     cdnel    -
list beside      | -     -      -        dnel   -     -      -        -          -         -     -        -
menu             | c     c      -        -      -     -      c        c          c         -     c        -
home page        | cdnl  cdnl   -        dnl    -     -      cdnl     cdnl       cnl       -     cdnl     -
site map         | c     c      -        -      -     -      c        c          c         -     c        -
catalogue        | dl    dl     dl       dl     -     d      dl       dl         l         -     dl       -
its own feed     | dnel  dnel   dnel     -      -     dne    dnel     dnel       nel       -     dnel     -
feed above       | dnel  dnel   -        dnel   -     -      dnel     dnel       nel       -     dnel     -
feed beside      | -     -      -        dnel   -     -      -        -          -         -     -        -
sitemap.xml      | cdnel cdnel  cdnel    dnel   -     cdne   cdnel    cdnel      cnel      -     cdnel    -
search           | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
search.json      | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
search.csv       | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
API search       | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
API list         | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
API document     | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
suggestions      | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
search by column | dnel  dnel   dnel     dnel   -     dne    dnel     dnel       nel       -     dnel     -
column counted   | c     c      c        c      -     c      c        c          c         -     c        -
document beside  | de    de     de       de     -     de     de       de         e         -     de       -
explained beside | d     d      d        d      -     d      d        d          -         -     d        -
topic beside     | cd    cd     cd       cd     -     cd     cd       cd         c         -     cd       -
"""

# One document that is public no more, however that came, is met where one that was taken down is, but for this.
LIKE_ITEM_DOWN: dict[str, dict[str, str]] = {
    "withdrawn": {},
    "restricted": {"page 302": "d", "page 410": "-"},  # everybody is asked for a name
}


def expected(outcome: str) -> dict[str, str]:
    """Channel → cell of one column of the table."""
    if outcome in LIKE_ITEM_DOWN:
        return expected("item_down") | LIKE_ITEM_DOWN[outcome]
    heads, *lines = [line.split("|") for line in TABLE.strip("\n").splitlines()]
    at = heads[1].split().index(outcome)
    return {name.strip(): cells.split()[at] for name, cells in lines}


def retire(world: World, page: ColumnPage | None = None, **fields) -> None:
    liaison = world.site.department.registration.liaison
    request = RetirementRequest.objects.create(
        page=page or world.site.column, reason="职能划出", made_by=liaison, **fields
    )
    factories.acts.approve(request, liaison, timezone.now())


def reopen(world: World) -> None:
    liaison = world.site.department.registration.liaison
    request = ReopeningRequest.objects.create(page=world.site.column, reason="仍需要", made_by=liaison)
    factories.acts.approve(request, liaison, timezone.now())


def announce(world: World) -> None:
    retire(world, outcome="gone", retires_on=factories.today() + timedelta(days=NOTICE_DAYS))


def close_within_an_archived_one(world: World) -> None:
    retire(world, world.lower, outcome="gone")
    drain()
    retire(world)


def reopen_what_was_gone(world: World) -> None:
    retire(world, outcome="gone")
    drain()
    reopen(world)


def call_off(world: World) -> None:
    announce(world)
    reopen(world)


def take_down(world: World, name: str) -> takedowns.TakeDown:
    page = world.pages[name].specific_class.objects.get(pk=world.pages[name].pk)
    return takedowns.take_down(page, world.site.department.publicity.handler, "有误")


def restore(world: World) -> None:
    """The column is taken down, the worker follows, and the Office doesn't confirm it."""
    case = Case.objects.about("take_down", take_down(world, "c").pk).get()
    drain()
    services.refuse(case.pk, world.site.department.office.head, case.version, "无误")


def withdraw(world: World) -> None:
    liaison = world.site.department.registration.liaison
    factories.acts.approve(withdrawals.ask(world.pages["d"], liaison, "过期"), liaison, timezone.now())


def restrict(world: World) -> None:
    """Nobody can in the admin; a program that may could."""
    with table_permit(PageViewRestriction._meta.db_table, "test", None):
        PageViewRestriction.objects.create(page=world.pages["d"], restriction_type=PageViewRestriction.LOGIN)


ACTS: dict[str, Callable[[World], object]] = {
    "open": lambda world: None,
    "notice": announce,
    "archived": retire,
    "merged": lambda world: retire(world, outcome="merged", merged_into=world.other),
    "gone": lambda world: retire(world, outcome="gone"),
    "within": close_within_an_archived_one,
    "reopened": reopen_what_was_gone,
    "called_off": call_off,
    "item_down": lambda world: take_down(world, "d"),
    "down": lambda world: take_down(world, "c"),
    "restored": restore,
    "filling": lambda world: None,
    "withdrawn": withdraw,
    "restricted": restrict,
}


@pytest.mark.parametrize("outcome", ACTS)
def test_every_channel_says_the_same(site, outcome):
    world = outside.build(site, public=outcome != "filling")
    drain()
    ACTS[outcome](world)
    if outcome not in ("reopened", "restored"):  # what comes back in search comes with the worker
        assert Outside(world).looks() == expected(outcome)
    drain()
    assert Outside(world).looks() == expected(outcome)
    assert list(verify()) == []


def test_the_day_of_an_announced_closing_is_the_same_as_closing_at_once(site):
    world = outside.build(site)
    announce(world)
    drain()
    with time_machine.travel(timezone.now() + timedelta(days=NOTICE_DAYS, minutes=1)):
        drain()
        assert Outside(world).looks() == expected("gone")


def test_no_answer_may_be_kept_by_anybody_and_shown_later(site):
    """What a browser or a proxy in between kept would still show what is gone."""
    world = outside.build(site)
    drain()
    asked: list[str] = []

    class Noting(Client):
        def get(self, address, *arguments, **words):
            answer = super().get(address, *arguments, **words)
            asked.append(address)
            kept = answer.headers.get("Cache-Control", "")
            assert "max-age" not in kept.replace("max-age=0", "") and "Expires" not in answer.headers, address
            return answer

    outsider = Outside(world)
    outsider.client = Noting()
    outsider.looks()
    assert len(set(asked)) > len(outside.CHANNELS)


def test_the_table_asks_every_channel_and_every_outcome():
    heads = TABLE.strip("\n").splitlines()[0].split("|")[1].split()
    pages = [f"page {kind}" for kind in outside.ANSWERS]
    assert [*heads, *LIKE_ITEM_DOWN] == list(ACTS) and list(expected("open")) == [*pages, *outside.CHANNELS]
