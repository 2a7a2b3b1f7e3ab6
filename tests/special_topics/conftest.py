"""A list of topics, and a topic of farmland that is being filled (see tests/topics.py)."""

from __future__ import annotations

from functools import partial

import pytest

from special_topics.models import TopicIndexPage, TopicPage
from tests import topics


@pytest.fixture
def index(site) -> TopicIndexPage:
    return topics.topic_index(site)


@pytest.fixture
def open_topic(site, index):
    return partial(topics.open_topic, site)


@pytest.fixture
def topic(open_topic) -> TopicPage:
    return open_topic()


@pytest.fixture
def public(site):
    return partial(topics.publish, site)


@pytest.fixture
def retired(site):
    return partial(topics.retire, site)
