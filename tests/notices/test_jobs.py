import pytest
from django.utils import timezone

from portal.notices import services
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow, Status
from portal.outbox.services import drain

pytestmark = pytest.mark.django_db


def test_a_mail_says_what_and_where(person, mailoutbox, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example.org"
    services.notify([person], text="Waits for you: Plan", url="/admin/cases/5/")

    drain()

    (mail,) = mailoutbox
    assert mail.to == ["first@example.org"]
    assert "Waits for you: Plan" in mail.subject
    assert "https://portal.example.org/admin/cases/5/" in mail.body
    assert Notice.objects.get().mailed_at is not None


def test_line_breaks_in_a_text_cannot_add_headers(person, mailoutbox):
    services.notify([person], text="Plan\nBcc: someone@example.org")

    drain()

    (mail,) = mailoutbox
    assert "\n" not in mail.subject
    assert mail.recipients() == ["first@example.org"]


def test_nothing_is_mailed_twice(person, mailoutbox):
    services.notify([person], text="Plan")
    drain()
    OutboxRow.objects.update(status=Status.PENDING)

    assert drain() == 1
    assert len(mailoutbox) == 1


def test_nothing_is_mailed_after_it_was_read(person, mailoutbox):
    services.notify([person], text="Plan")
    services.mark_read(person)

    drain()

    assert mailoutbox == []
    assert OutboxRow.objects.get().status == Status.DONE


def test_nothing_is_mailed_to_people_who_left_meanwhile(person, mailoutbox):
    services.notify([person], text="Plan")
    person.is_active = False
    person.save()

    drain()

    assert mailoutbox == []


def test_a_mail_server_that_is_away_is_tried_again(person, mailoutbox, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    services.notify([person], text="Plan")
    drain()
    row = OutboxRow.objects.get()
    assert (row.status, row.attempts) == (Status.PENDING, 1)
    assert row.available_at > timezone.now()
    assert Notice.objects.get().mailed_at is None
