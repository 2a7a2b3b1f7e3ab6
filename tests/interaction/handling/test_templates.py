"""Reply templates: a unit's own, taken from public answers, looked at anew on their day."""

import pytest
from django.utils import timezone

from interaction.models import ReplyTemplate, Ticket
from tests.interaction.conftest import PUBLIC

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
NEW = "/admin/tickets/templates/new/"


def kept(people, **values):
    unit, day = people.units["registration"], timezone.localdate()
    made = {"unit": unit, "title": "登记材料", "text": "请携带身份证明。", "review_on": day} | values
    return ReplyTemplate.objects.create(changed_by=people.registration_liaison, **made)


def test_one_is_taken_from_a_public_answer(people, answered, signed_in):
    staff = signed_in(people.registration_handler)
    form = staff.get(NEW, {"from": answered.number}).context["form"]
    assert form.initial["text"] == PUBLIC["public_answer"]
    posted = {"unit": people.units["registration"].pk, "title": "材料", "text": "请带证件。", "review_on": "2027-11-27"}
    staff.post(f"{NEW}?from={answered.number}", posted)
    found = ReplyTemplate.objects.get()
    assert found.source.number == answered.number
    assert (found.unit, found.changed_by) == (people.units["registration"], people.registration_handler)


def test_nobody_keeps_one_for_another_unit(people, signed_in):
    posted = {"unit": people.units["farmland"].pk, "title": "材料", "text": "请带证件。", "review_on": "2027-11-27"}
    assert signed_in(people.registration_handler).post(NEW, posted).status_code == 422
    found = kept(people)
    assert signed_in(people.farmland_head).post(f"/admin/tickets/templates/{found.pk}/remove/").status_code == 404
    assert ReplyTemplate.objects.count() == 1


def test_a_reply_begins_with_one(people, assigned, signed_in):
    found = kept(people)
    page = signed_in(people.registration_liaison).get(f"/admin/tickets/{assigned.pk}/", {"template": found.pk})
    assert page.context["reply_form"].initial["private_text"] == "请携带身份证明。"
    assert found.is_due and "待复核" in page.content.decode()
    other = kept(people, unit=people.units["farmland"])
    page = signed_in(people.registration_liaison).get(f"/admin/tickets/{assigned.pk}/", {"template": other.pk})
    assert "private_text" not in page.context["reply_form"].initial


def test_many_are_given_to_units_at_once(people, ticket, signed_in):
    from interaction import services
    from tests.interaction.conftest import QUESTION

    second = services.submit(**QUESTION).ticket
    left = services.submit(**QUESTION).ticket
    staff = signed_in(people.office_liaison)
    assert staff.get("/admin/tickets/distribute/").status_code == 200
    posted = {
        "ticket": [ticket.pk, second.pk],
        f"unit_{ticket.pk}": people.units["registration"].pk,
        f"version_{ticket.pk}": ticket.version,
        f"unit_{second.pk}": people.units["farmland"].pk,
        f"version_{second.pk}": second.version + 1,  # somebody acted on it meanwhile
        f"unit_{left.pk}": people.units["farmland"].pk,
        f"version_{left.pk}": left.version,
    }
    staff.post("/admin/tickets/distribute/", posted)
    states = dict(Ticket.objects.values_list("pk", "state"))
    assert states == {ticket.pk: "assigned", second.pk: "received", left.pk: "received"}
    assert signed_in(people.registration_head).get("/admin/tickets/distribute/").status_code != 200
