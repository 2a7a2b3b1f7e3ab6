"""What the demonstration's topic is composed of has no fault: else it wouldn't be sent, and so not be built."""

import pytest
from wagtail.images.tests.utils import get_test_image_file

from portal.demonstration import topics
from portal.demonstration.content import read
from portal.files.models import Image
from portal.tiles.blocks import TileStreamBlock
from portal.tiles.problems import Weight, problems
from special_topics.models import TopicPage

pytestmark = pytest.mark.django_db


def test_the_topic_has_no_fault(site, monkeypatch):
    picture = Image.objects.create(title="示意图", file=get_test_image_file(filename="a.png", size=(640, 400)))
    found = {"page": lambda composer, slug: site.section, "picture": lambda composer, scene: picture}
    for name, value in {**found, "activity": lambda composer, title: "/interaction/activities/"}.items():
        monkeypatch.setitem(topics._SPECIAL, name, value)
    monkeypatch.setattr(topics, "fill", lambda text, day, documents: text)
    row = read("topic")["topic"]
    block = TileStreamBlock(scope="topic")
    composer = topics.Composer(site.department.farmland.liaison, None, {})
    page = TopicPage(body=block.to_python(block.get_prep_value(block.to_python(composer.tiles(row["tiles"])))))
    accents = (row["look"]["accent"], row["look"]["accent_2"])
    assert [problem for problem in problems(page.body, accents) if problem.weight == Weight.FAULT] == []
