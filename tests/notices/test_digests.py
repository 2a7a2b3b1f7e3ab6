"""Mail as each person has chosen: at once, one mail a working day, or what the law asks only."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from portal.calendars.working_days import ZONE
from portal.notices import jobs, services
from portal.notices.models import MailChoice, Notice
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 13, 8, 0, tzinfo=ZONE)


def choose(person, how: str) -> MailChoice:
    return MailChoice.objects.create(person=person, how=how, digest_at=time(8, 30))


def round_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        jobs.put_digests({})
        drain()


@pytest.mark.parametrize(("how", "mails"), [("at_once", 1), ("digest", 0), ("minimum", 0)])
def test_only_who_chose_it_gets_each_at_once(person, mailoutbox, how, mails):
    choose(person, how)
    services.notify([person], text="Plan")
    drain()
    assert len(mailoutbox) == mails and Notice.objects.count() == 1


@pytest.mark.parametrize("how", ["at_once", "digest", "minimum"])
def test_what_the_law_asks_comes_at_once_to_everybody(person, mailoutbox, how):
    choose(person, how)
    services.notify([person], text="Overdue", always=True)
    drain()
    assert len(mailoutbox) == 1


def test_one_mail_a_working_day_from_the_time_on(person, mailoutbox):
    choose(person, "digest")
    with time_machine.travel(FRIDAY, tick=False):
        services.notify([person], text="计划一", url="/admin/cases/5/")
        services.notify([person], text="计划二")
    round_at(FRIDAY)
    assert mailoutbox == []
    round_at(FRIDAY.replace(hour=8, minute=35))
    (mail,) = mailoutbox
    assert "计划一" in mail.body and "计划二" in mail.body and "/admin/cases/5/" in mail.body
    ((html, kind),) = mail.alternatives
    assert kind == "text/html" and 'href="http://localhost:8000/admin/cases/5/"' in html
    round_at(FRIDAY.replace(hour=11))
    assert len(mailoutbox) == 1


def test_not_on_a_day_off_and_nothing_is_lost_by_it(person, mailoutbox):
    choose(person, "digest")
    with time_machine.travel(FRIDAY + timedelta(hours=12), tick=False):
        services.notify([person], text="计划")
    for days in (1, 2):
        round_at(FRIDAY + timedelta(days=days, hours=2))
    assert mailoutbox == []
    round_at(FRIDAY + timedelta(days=3, hours=2))
    assert len(mailoutbox) == 1
    services.notify([person], text="别的")
    round_at(FRIDAY + timedelta(days=4, hours=2))
    assert "计划" not in mailoutbox[1].body and "别的" in mailoutbox[1].body


def test_where_there_is_nothing_no_mail_is_sent(person, mailoutbox):
    choose(person, "digest")
    round_at(FRIDAY + timedelta(hours=2))
    assert mailoutbox == [] and MailChoice.objects.get().digested_at is not None


def test_a_mail_server_that_is_away_is_tried_again_and_nothing_counts_as_mailed(person, mailoutbox, settings):
    choose(person, "digest")
    settings.EMAIL_BACKEND = "no.such.Backend"
    with time_machine.travel(FRIDAY, tick=False):
        services.notify([person], text="计划")
    round_at(FRIDAY + timedelta(hours=2))
    row = OutboxRow.objects.get(job=jobs.DIGEST_JOB)
    assert row.attempts == 1 and Notice.objects.get().mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(FRIDAY + timedelta(hours=3), tick=False):
        drain()
    assert len(mailoutbox) == 1 and Notice.objects.get().mailed_at is not None


def test_everybody_sets_their_own(client, person, other):
    client.force_login(person)
    url = reverse("notices:settings")
    assert client.get(url).status_code == 200
    assert client.post(url, {"how": "digest", "digest_at": "17:15"}).status_code == 302
    choice = MailChoice.objects.get()
    assert (choice.person, choice.how, choice.digest_at) == (person, "digest", time(17, 15))
    assert client.post(url, {"how": "digest", "digest_at": "25:99"}).status_code == 200
    assert MailChoice.objects.get().digest_at == time(17, 15)
