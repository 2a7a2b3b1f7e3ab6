"""The public list of topics: those that go on, and apart from them those that are archived."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from special_topics import models, reading
from special_topics.models import TopicPage

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]


@pytest.fixture
def archived(topic, public, retired) -> TopicPage:
    topic = public(topic)
    retired(topic)
    return TopicPage.objects.get(pk=topic.pk)


def test_an_archived_topic_stands_apart_with_the_years_it_ran(client, site, index, archived, open_topic, public):
    going = public(open_topic("going", "国土空间规划"))
    answer = client.get(index.url)
    assert list(answer.context["topics"]) == [going]
    year = str(archived.first_published_at.year)
    (row,) = answer.context["archived"]
    assert (row["title"], row["url"], row["meta"]) == (archived.title, archived.url, [year, "farmland处"])
    html = answer.content.decode()
    assert html.index("国土空间规划") < html.index("往期专题") < html.rindex("耕地保护")


def test_it_keeps_its_address_and_says_that_it_is_archived(client, topic, public, retired):
    topic = public(topic)
    assert "已归档" not in client.get(topic.url).content.decode()
    retired(topic)
    answer = client.get(topic.url)
    assert answer.status_code == 200 and "已归档" in answer.content.decode()


@pytest.mark.parametrize("outcome", ["gone"])
def test_what_is_out_of_view_stands_in_no_list(client, index, topic, public, retired, outcome):
    retired(public(topic), outcome)
    answer = client.get(index.url)
    assert not answer.context["archived"] and not answer.context["topics"] and "往期专题" not in answer.content.decode()


def test_the_archived_ones_come_on_bounded_pages(client, index, open_topic, public, retired, monkeypatch):
    monkeypatch.setattr(models, "PER_PAGE", 2)
    for slug in "abc":
        retired(public(open_topic(slug, f"专题{slug}")))
    going = public(open_topic("going", "国土空间规划"))
    first, second = client.get(index.url), client.get(f"{index.url}?page=2")
    assert [row["title"] for row in first.context["archived"]] == ["专题c", "专题b"]
    assert [row["title"] for row in second.context["archived"]] == ["专题a"]
    assert going.title in first.content.decode() and going.url not in second.content.decode().split("<main")[1]


def test_a_longer_list_takes_no_more_queries(client, index, open_topic, public, retired):
    retired(public(open_topic("a", "甲")))
    client.get(index.url)
    with CaptureQueriesContext(connection) as few:
        client.get(index.url)
    for slug in "bc":
        retired(public(open_topic(slug, slug)))
    with CaptureQueriesContext(connection) as many:
        client.get(index.url)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("starts", "years"), [(date(2024, 3, 1), "2024–2026"), (date(2026, 1, 1), "2026"), (date(2027, 1, 1), "2026")]
)
def test_years(archived, starts, years):
    topic = reading.archived().get()
    topic.starts_on = starts
    topic.life.retired_at = topic.life.retired_at.replace(year=2026, month=6)
    assert reading.years_of(topic) == years
