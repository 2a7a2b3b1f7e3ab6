"""Makes special topics of farmland through their cases."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from columns.models import OpeningRequest, RetirementRequest
from home.models import HomePage
from portal.approvals.models import Case
from portal.demonstration import acts
from special_topics.models import TopicIndexPage, TopicPage
from tests import factories


def topic_index(site: factories.Site) -> TopicIndexPage:
    """The public list of topics, made where there is none yet."""
    if not TopicIndexPage.objects.exists():
        page = TopicIndexPage(title="专题专栏", slug="topics", live=False)
        HomePage.objects.get().add_child(instance=page)
        page.save_revision()
        acts.approve(page, site.department.office.liaison, timezone.now())
    return TopicIndexPage.objects.get()


def open_topic(site: factories.Site, slug: str = "farmland", title: str = "耕地保护") -> TopicPage:
    """Open a topic through an approved request; it is activating, with something written."""
    liaison = site.department.farmland.liaison
    request = OpeningRequest.objects.create(
        section="topic",
        title=title,
        slug=slug,
        parent=topic_index(site),
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


def publish(site: factories.Site, topic: TopicPage) -> TopicPage:
    """Publish a topic through its case."""
    acts.approve(topic, site.department.farmland.liaison, timezone.now())
    return TopicPage.objects.get(pk=topic.pk)


def retire(site: factories.Site, topic: TopicPage, outcome: str = "archived") -> Case:
    """Retire a topic through an approved request; return its case."""
    liaison = site.department.farmland.liaison
    request = RetirementRequest.objects.create(page=topic, reason="活动结束", outcome=outcome, made_by=liaison)
    return acts.approve(request, liaison, timezone.now())
