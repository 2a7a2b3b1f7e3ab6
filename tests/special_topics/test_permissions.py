"""Who gets the files of an archived topic: its unit, the Office, the publicity centre; nobody after a take-down."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.approvals import services as approvals
from portal.approvals import takedowns
from portal.approvals.models import Case
from special_topics.models import TopicPage, TopicSnapshot
from special_topics.snapshots import services
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]


@pytest.fixture
def made(topic, public, retired) -> TopicSnapshot:
    retired(public(topic))
    snapshot = TopicSnapshot.objects.get()
    services.carry_out(snapshot.pk)
    return TopicSnapshot.objects.select_related("topic").get()


def gets(client, person, snapshot: TopicSnapshot) -> tuple[bool, bool]:
    """Whether somebody gets the archive, and whether the list of snapshots leads there: the two agree."""
    client.force_login(person)
    download = reverse("topics:snapshot", args=[snapshot.pk])
    answer = client.get(download)
    listed = download in client.get(reverse("topics:snapshots", args=[snapshot.topic_id])).content.decode()
    return answer.status_code == 200 and "attachment" in answer["Content-Disposition"], listed


@pytest.mark.parametrize(
    ("unit", "may"),
    [("farmland", True), ("office", True), ("publicity", True), ("registration", False), ("technology", False)],
)
def test_the_files_are_for_those_who_look_after_it(client, site, made, unit, may):
    assert gets(client, getattr(site.department, unit).liaison, made) == (may, may)


def test_a_superuser_without_a_post_gets_none(client, made):
    assert gets(client, factories.UserFactory(is_superuser=True, is_staff=True), made) == (False, False)


def test_after_a_take_down_nobody_gets_what_was_made_before_until_it_is_brought_back(client, site, made):
    row = takedowns.take_down(TopicPage.objects.get(pk=made.topic_id), site.department.publicity.handler, "有误")
    people = [site.department.farmland.liaison, site.department.office.head, site.department.publicity.handler]
    assert [gets(client, person, made) for person in people] == [(False, False)] * 3
    case = Case.objects.about("take_down", row.pk).get()
    approvals.refuse(case.pk, site.department.office.head, case.version, "无误")
    assert [gets(client, person, made) for person in people] == [(True, True)] * 3
