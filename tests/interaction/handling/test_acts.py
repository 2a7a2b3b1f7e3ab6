"""What handlers do with a ticket on its page, and who can't."""

import pytest
from django.utils import timezone

from interaction import permissions, services
from interaction.models import Note, Ticket
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from tests.factories import DECLARED
from tests.interaction.conftest import QUESTION, passed
from tests.interaction.test_complaints import accepted, complaint  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def url(ticket, act):
    return f"/admin/tickets/{ticket.pk}/acts/{act}/"


@pytest.mark.clause("S5")
def test_a_unit_gives_back_what_is_not_theirs_and_the_clock_runs_on(people, assigned, signed_in):
    due = assigned.due_at
    posted = {"version": assigned.version, "text": "应由耕保处答复。"}
    answer = signed_in(people.registration_liaison).post(url(assigned, "give_back"), posted)
    assert answer.url == "/admin/tickets/"  # it is no longer theirs to read
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.unit, ticket.due_at) == ("received", None, due)
    page = signed_in(people.office_liaison).get(f"/admin/tickets/{ticket.pk}/").content.decode()
    assert "应由耕保处答复" in page
    ticket = services.assign(ticket, people.units["farmland"], people.office_liaison)
    assert ticket.due_at == due
    assert Note.objects.get().kind == Note.Kind.RETURNED


@pytest.mark.clause("S5")
def test_others_and_old_versions_change_nothing(people, assigned, signed_in):
    for person, version in ((people.farmland_liaison, assigned.version), (people.registration_liaison, 1)):
        signed_in(person).post(url(assigned, "give_back"), {"version": version, "text": "不是我们的"})
        assert Ticket.objects.get().state == "assigned"
    assert signed_in(people.office_liaison).post(url(assigned, "unknown"), {"version": 1}).status_code == 404


@pytest.mark.clause("S5")
def test_two_that_ask_the_same_are_merged(people, ticket, signed_in):
    other = services.submit(**QUESTION).ticket
    staff = signed_in(people.office_liaison)
    for number in ("ZX20200101-0001", other.number):  # unknown, and itself
        answer = staff.post(url(other, "merge"), {"version": other.version, "number": number, "confirmed": number})
        assert answer.status_code == 422 and Ticket.objects.get(pk=other.pk).state == "received"
        assert f'value="{number}"' in answer.content.decode()  # what was typed stays, in an open panel
    asked = {"version": other.version, "number": ticket.number.lower()}
    shown = staff.post(url(other, "merge"), asked)
    assert Ticket.objects.get(pk=other.pk).state == "received"  # it is shown first, and confirmed
    [act] = [act for act in shown.context["acts"] if act["name"] == "merge"]
    assert act["preview"]["ticket"] == ticket and act["preview"]["told"].text == QUESTION["text"]
    staff.post(url(other, "merge"), asked | {"confirmed": other.number})  # another number was typed after the preview
    assert Ticket.objects.get(pk=other.pk).state == "received"
    staff.post(url(other, "merge"), asked | {"confirmed": ticket.number})
    assert Ticket.objects.get(pk=other.pk).merged_into == ticket


@pytest.mark.clause("S5")
def test_one_that_asks_the_same_is_proposed_to_who_may_read_it(people, ticket, signed_in):
    other = services.submit(**QUESTION | {"text": QUESTION["text"] + "谢谢！"}).ticket
    services.submit(**QUESTION | {"subject": "采矿许可证延续", "text": "采矿许可证快到期了，怎样申请延续？"})
    page = signed_in(people.office_liaison).get(f"/admin/tickets/{other.pk}/")
    assert [row["ticket"].number for row in page.context["same"]] == [ticket.number]
    services.assign(other, people.units["farmland"], people.office_liaison)
    assert signed_in(people.farmland_liaison).get(f"/admin/tickets/{other.pk}/").context["same"] == []


@pytest.mark.clause("S5")
def test_what_was_merged_by_mistake_is_taken_apart_until_it_is_answered(people, assigned, signed_in):
    other = services.assign(services.submit(**QUESTION).ticket, people.units["farmland"], people.office_liaison)
    last = services.submit(**QUESTION).ticket
    for merged, state in ((other, "assigned"), (last, "received")):
        merged = services.merge(merged, assigned, people.office_liaison)
        assert not permissions.can("separate", merged, people.farmland_liaison)
        signed_in(people.office_liaison).post(url(merged, "separate"), {"version": merged.version})
        merged = Ticket.objects.get(pk=merged.pk)
        assert (merged.state, merged.merged_into) == (state, None)
    assert Ticket.objects.get(pk=other.pk).unit == people.units["farmland"]
    merged = services.merge(last, assigned, people.office_liaison)
    Ticket.objects.filter(pk=merged.pk).update(answered_at=timezone.now())
    assert not permissions.can("separate", Ticket.objects.get(pk=merged.pk), people.office_liaison)


def test_who_is_merged_reads_no_reply_that_was_written_for_one(people, assigned):
    """Law 7: the authors of a reply know who reads it, and it names nobody who asked."""
    first, last = (services.submit(**QUESTION).ticket for _number in range(2))
    services.merge(first, assigned, people.office_liaison)
    staff = people.registration_liaison
    reply = services.draft_reply(assigned, staff, private_text=f"{QUESTION['name']}，请携带身份证。")
    with pytest.raises(ActRefused, match="提出同一问题的其他人"):
        services.send_reply(reply, staff, DECLARED)
    reply = services.draft_reply(assigned, staff, private_text="请携带身份证。")
    case = passed(people, services.send_reply(reply, staff, DECLARED))
    assert ("同一问题的其他来信人（可查看）", "1") in [
        (str(name), value) for name, value in case.kind_type.summary(case, people.registration_head)
    ]
    approvals.agree(case.pk, people.registration_head, case.version)
    services.merge(last, Ticket.objects.get(pk=assigned.pk), people.office_liaison)  # its authors knew of others


@pytest.mark.parametrize("given", [False, True])
def test_nobody_is_merged_with_a_reply_to_one_person(people, assigned, given):
    other, staff = services.submit(**QUESTION).ticket, people.registration_liaison
    reply = services.draft_reply(assigned, staff, private_text="您的证书已找到。")
    case = passed(people, services.send_reply(reply, staff, DECLARED))
    if given:
        approvals.agree(case.pk, people.registration_head, case.version)
    with pytest.raises(ActRefused, match="只写给本人"):
        services.merge(other, assigned, people.office_liaison)


def test_who_asked_the_same_as_a_merged_one_follows_it(people, ticket):
    first, second = (services.submit(**QUESTION).ticket for _number in range(2))
    services.merge(second, first, people.office_liaison)
    services.merge(first, ticket, people.office_liaison)
    assert {row.pk for row in ticket.duplicates.all()} == {first.pk, second.pk}


@pytest.mark.clause("S6")
def test_more_time_is_asked_for_and_decided_on_the_page(petitions, complaint, signed_in):  # noqa: F811
    ticket = accepted(complaint)
    posted = {"version": ticket.version, "days": 20, "text": "需要实地测绘。"}
    signed_in(petitions.liaison).post(url(ticket, "ask_extension"), posted)
    ticket = Ticket.objects.get()
    leader = signed_in(petitions.leader)
    assert "20" in leader.get(f"/admin/tickets/{ticket.pk}/").content.decode()
    assert ticket.number in leader.get("/admin/tickets/").content.decode()
    leader.post(url(ticket, "extend"), {"version": ticket.version})
    ticket = Ticket.objects.get()
    assert ticket.extension == 20
    assert leader.get(f"/admin/tickets/{ticket.pk}/").status_code != 200  # decided, it isn't theirs any more


@pytest.mark.clause("S7")
def test_an_error_report_is_settled_on_the_page(people, signed_in):
    ticket = services.submit(kind="error", subject="错字", text="错字", more={"page": "/a/", "quote": "权力"}).ticket
    staff = signed_in(people.office_handler)
    assert "权力" in staff.get(f"/admin/tickets/{ticket.pk}/").content.decode()
    assert staff.post(url(ticket, "settle"), {"version": ticket.version}).status_code == 422
    staff.post(url(ticket, "settle"), {"version": ticket.version, "finding": "no_error", "text": "经核实无误。"})
    assert Ticket.objects.get().finding == "no_error"
