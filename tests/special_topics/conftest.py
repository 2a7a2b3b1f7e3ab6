"""A list of topics, and a topic of farmland that is being filled (see tests/topics.py)."""

from __future__ import annotations

from functools import partial

import pytest
from wagtail.images.tests.utils import get_test_image_file

from portal.files import services as files
from portal.files.models import Image
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


@pytest.fixture
def picture_file(site):
    """A picture of the topic's unit."""
    content = get_test_image_file(filename="banner.png", size=(1600, 440)).file.getvalue()
    return files.store(Image, "banner.png", content, site.department.farmland.liaison, title="山塘")
