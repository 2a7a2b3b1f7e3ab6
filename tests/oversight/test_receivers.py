"""A job that fails for good is told to those who can see to it."""

from __future__ import annotations

import pytest

from portal.notices.models import Notice
from portal.notices.services import MAIL_JOB
from portal.outbox.models import OutboxRow, Status
from portal.outbox.signals import dead_letter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("job", "told"), [("search.index", True), (MAIL_JOB, False)])
def test_the_technology_centre_is_told_but_not_by_mail_that_mail_fails(site, job, told):
    row = OutboxRow.objects.create(job=job, status=Status.DEAD)
    dead_letter.send(type(row), row=row, error=RuntimeError())
    people = {notice.person for notice in Notice.objects.filter(topic="outbox")}
    technology = site.department.technology
    assert (technology.head in people and technology.handler in people) is told
    assert site.department.registration.head not in people
