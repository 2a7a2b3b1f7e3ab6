import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from portal.notices import services
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow

pytestmark = pytest.mark.django_db


def test_everybody_is_told_once(person, other):
    notices = services.notify([person, other, person], text="Waits for you: Plan", url="/admin/x/", topic="case")

    assert {notice.person for notice in notices} == {person, other}
    assert list(Notice.objects.order_by().values_list("text", "url", "topic").distinct()) == [
        ("Waits for you: Plan", "/admin/x/", "case")
    ]
    assert Notice.objects.count() == 2


def test_mail_only_goes_where_there_is_an_address(person, other):
    services.notify([person, other], text="Plan")

    row = OutboxRow.objects.get()
    assert row.job == "notices.mail"
    assert row.payload == {"notice": Notice.objects.get(person=person).pk}


def test_people_who_left_are_not_told(person):
    person.is_active = False
    person.save()

    assert services.notify([person], text="Plan") == []
    assert not OutboxRow.objects.exists()


def test_long_and_lazy_texts(other):
    services.notify([other], text=gettext_lazy("Status"))
    (long,) = services.notify([other], text="长" * 500)

    assert Notice.objects.count() == 2
    long.refresh_from_db()
    assert len(long.text) == 400
    assert long.text.endswith("长…")


def test_a_refused_act_tells_nobody(person):
    with pytest.raises(ValueError, match="refused"), transaction.atomic():
        services.notify([person], text="Plan")
        raise ValueError("refused")

    assert not Notice.objects.exists()
    assert not OutboxRow.objects.exists()


def test_telling_many_costs_few_queries(other, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        services.notify([other] * 50, text="Plan")


def test_reading(person, other):
    first, second = services.notify([person], text="One") + services.notify([person], text="Two")
    services.notify([other], text="One")

    assert services.unread_count(person) == 2
    assert services.mark_read(person, [first.pk]) == 1
    assert services.mark_read(person, [first.pk]) == 0
    assert services.unread_count(person) == 1
    assert services.mark_read(other, [second.pk]) == 0
    assert services.mark_read(person) == 1
    assert services.unread_count(person) == 0
    assert services.unread_count(other) == 1
