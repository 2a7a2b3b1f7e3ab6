"""A list of topics, and a topic of farmland that is being filled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from columns.models import OpeningRequest, RetirementRequest
from home.models import HomePage
from portal.approvals.models import Case
from portal.demonstration import acts
from special_topics.models import TopicIndexPage, TopicPage
from tests import factories


@pytest.fixture
def index(site) -> TopicIndexPage:
    page = TopicIndexPage(title="专题专栏", slug="topics", live=False)
    HomePage.objects.get().add_child(instance=page)
    page.save_revision()
    acts.approve(page, site.department.office.liaison, timezone.now())
    return TopicIndexPage.objects.get()


@pytest.fixture
def open_topic(site, index):
    """Open a topic of farmland with a title and an address; it is activating, with something written."""

    def make(slug: str = "farmland", title: str = "耕地保护") -> TopicPage:
        liaison = site.department.farmland.liaison
        request = OpeningRequest.objects.create(
            section="topic",
            title=title,
            slug=slug,
            parent=index,
            purpose="宣传",
            description="守住耕地红线",
            owner_unit=site.department.farmland.unit,
            ends_on=factories.today() + timedelta(days=90),
            made_by=liaison,
        )
        acts.approve(request, liaison, timezone.now())
        page = TopicPage.objects.get(slug=slug)
        page.body = factories.tile("永久基本农田")
        page.save_revision(user=liaison)
        return page

    return make


@pytest.fixture
def topic(open_topic) -> TopicPage:
    return open_topic()


@pytest.fixture
def public(site):
    """Publish a topic through its case."""

    def make(topic: TopicPage) -> TopicPage:
        acts.approve(topic, site.department.farmland.liaison, timezone.now())
        return TopicPage.objects.get(pk=topic.pk)

    return make


@pytest.fixture
def retired(site):
    """Retire a topic through an approved request; return its case."""

    def make(topic: TopicPage, outcome: str = "archived") -> Case:
        liaison = site.department.farmland.liaison
        request = RetirementRequest.objects.create(page=topic, reason="活动结束", outcome=outcome, made_by=liaison)
        return acts.approve(request, liaison, timezone.now())

    return make
