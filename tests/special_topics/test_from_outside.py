"""Every channel to the public agrees on what became of a special topic: one table, asked from outside (clause C6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from columns.models import ReopeningRequest, RetirementRequest
from portal.approvals import takedowns
from portal.outbox.services import drain
from special_topics.models import TopicPage
from tests import factories, topics
from tests.factories import acts

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]
TITLE, NOTICE_DAYS = "古树名木保护专题", 10

TABLE = """
             | open  notice archived gone  reopened down  filling
page         | 200   told   archived 410   200      410   404
list above   | named named  named    -     named    -     -
menu         | named named  -        -     named    -     -
home page    | named named  -        -     named    -     -
site map     | named named  -        -     named    -     -
sitemap.xml  | named named  named    -     named    -     -
search       | named named  named    -     named    -     -
search.json  | named named  named    -     named    -     -
"""


def expected(outcome: str) -> dict[str, str]:
    """Channel → cell of one column of the table."""
    heads, *lines = [line.split("|") for line in TABLE.strip("\n").splitlines()]
    at = heads[1].split().index(outcome)
    return {name.strip(): cells.split()[at] for name, cells in lines}


def looks(topic: TopicPage) -> dict[str, str]:
    """What somebody without a name meets where."""
    client = Client()

    def text(address: str, begin: str = "<main", end: str = "<footer") -> str:
        whole = client.get(address).content.decode()
        return whole[whole.index(begin) : whole.index(end)]

    page = client.get(topic.url)
    words = page.content.decode()
    assert page.status_code == 200 or TITLE not in words
    marks = {"told": f"{factories.today() + timedelta(days=NOTICE_DAYS)} 关闭", "archived": "已归档"}
    said = next((kind for kind, mark in marks.items() if mark in words), "200")
    places = {
        "list above": text("/topics/"),
        "menu": text("/topics/", '<nav class="gk-menu"', "<main"),
        "home page": text("/"),
        "site map": text("/sitemap/"),
        "sitemap.xml": client.get("/sitemap-pages.xml").content.decode(),
        "search": text(f"/search/?q={TITLE}"),
        "search.json": str([hit["url"] for hit in client.get("/search.json", {"q": TITLE}).json()["results"]]),
    }
    found = {name: "named" if re.search(rf"{topic.url}[\"'<]", words) else "-" for name, words in places.items()}
    return {"page": said if page.status_code == 200 else str(page.status_code), **found}


def ask(model, topic: TopicPage, site: factories.Site, **fields) -> None:
    liaison = site.department.farmland.liaison
    acts.approve(
        model.objects.create(page=topic, reason="活动结束", made_by=liaison, **fields), liaison, timezone.now()
    )


def announce(topic: TopicPage, site: factories.Site) -> None:
    ask(RetirementRequest, topic, site, outcome="gone", retires_on=factories.today() + timedelta(days=NOTICE_DAYS))


def reopen(topic: TopicPage, site: factories.Site) -> None:
    ask(RetirementRequest, topic, site, outcome="gone")
    drain()
    ask(ReopeningRequest, topic, site)


ACTS: dict[str, Callable[[TopicPage, factories.Site], object]] = {
    "open": lambda topic, site: None,
    "notice": announce,
    "archived": lambda topic, site: topics.retire(site, topic),
    "gone": lambda topic, site: topics.retire(site, topic, "gone"),
    "reopened": reopen,
    "down": lambda topic, site: takedowns.take_down(topic, site.department.publicity.handler, "有误"),
    "filling": lambda topic, site: None,
}


@pytest.mark.parametrize("outcome", ACTS)
def test_every_channel_says_the_same(site, outcome):
    topic = topics.open_topic(site, "trees", TITLE)
    if outcome != "filling":
        topic = topics.publish(site, topic)
        topics.publish(site, topics.open_topic(site, "other", "另一个专题"))
    drain()
    ACTS[outcome](topic, site)
    if outcome != "reopened":  # what comes back in search comes with the worker
        assert looks(topic) == expected(outcome)
    drain()
    assert looks(topic) == expected(outcome)
