import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.outbox.models import OutboxRow, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead() -> OutboxRow:
    return OutboxRow.objects.create(
        job="t.note", payload={"id": 7}, status=Status.DEAD, attempts=8, last_error="Gone away"
    )


def test_the_register_shows_rows_and_their_errors(client, operator, dead):
    client.force_login(operator)

    page = client.get(reverse("outbox_outboxrow_modeladmin_index")).content.decode()

    assert f"t.note #{dead.pk}" in page
    assert "Gone away" in page
    assert reverse("outbox:retry", args=[dead.pk]) in page
    assert "/create/" not in page


def test_the_register_filters_by_status(client, operator, dead):
    done = OutboxRow.objects.create(job="t.done", status=Status.DONE)
    client.force_login(operator)

    page = client.get(reverse("outbox_outboxrow_modeladmin_index"), {"status__exact": "done"}).content.decode()

    assert f"t.done #{done.pk}" in page
    assert f"t.note #{dead.pk}" not in page


def test_a_row_can_be_read_in_full(client, operator, dead):
    client.force_login(operator)

    page = client.get(reverse("outbox_outboxrow_modeladmin_inspect", args=[dead.pk])).content.decode()

    assert "Gone away" in page


@pytest.mark.parametrize("action", ["create", "edit", "delete"])
def test_nobody_changes_rows_by_form(client, admin_user, dead, action):
    client.force_login(admin_user)
    args = [] if action == "create" else [dead.pk]

    answer = client.post(reverse(f"outbox_outboxrow_modeladmin_{action}", args=args), {"job": "x"})

    assert answer.status_code in {302, 403}
    dead.refresh_from_db()
    assert dead.job == "t.note"


def test_others_see_nothing(client, handler, dead):
    client.force_login(handler)

    for url in (
        reverse("outbox_outboxrow_modeladmin_index"),
        reverse("outbox:retry", args=[dead.pk]),
        reverse("outbox:retry_all"),
    ):
        assert client.get(url).status_code == 302
        assert client.post(url).status_code == 302
    dead.refresh_from_db()
    assert dead.status == Status.DEAD


def test_retry_asks_first_and_acts_on_post(client, operator, dead):
    client.force_login(operator)
    url = reverse("outbox:retry", args=[dead.pk])

    assert "Gone away" in client.get(url).content.decode()
    dead.refresh_from_db()
    assert dead.status == Status.DEAD

    assert client.post(url).status_code == 302
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == (Status.PENDING, 0)
    assert ModelLogEntry.objects.filter(action="outbox.retry", user=operator, object_id=str(dead.pk)).exists()


def test_retry_all(client, operator, dead):
    OutboxRow.objects.create(job="t.note", status=Status.DEAD)
    waiting = OutboxRow.objects.create(job="t.note", status=Status.DONE)
    client.force_login(operator)

    assert client.get(reverse("outbox:retry_all")).status_code == 200
    client.post(reverse("outbox:retry_all"))

    assert not OutboxRow.objects.filter(status=Status.DEAD).exists()
    waiting.refresh_from_db()
    assert waiting.status == Status.DONE
    assert client.get(reverse("outbox:retry_all")).status_code == 200
