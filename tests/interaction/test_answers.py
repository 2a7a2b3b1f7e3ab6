"""The public list of answers: searched by words, unit and month; how soon units answer; similar questions offered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interaction import figures, likeness, limits, pairs, reading, services
from interaction.models import Reply, Ticket
from portal.approvals import services as approvals
from tests.factories import DECLARED
from tests.interaction.conftest import PUBLIC, QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
LIST = "/interaction/answers/"


def answer_one(people, title: str, unit: str = "registration", audience: str = "public"):
    ticket = services.submit(**QUESTION, wish_public=True).ticket
    ticket = services.assign(ticket, people.units[unit], people.office_liaison)
    maker = people.all[f"{unit}_liaison"]
    public = {**PUBLIC, "public_title": title, "public_question": f"请问{title}？", "public_answer": "答复如下。"}
    draft = services.draft_reply(ticket, maker, private_text="好", audience=audience, **public)
    case = services.send_reply(draft, maker, DECLARED)
    case = approvals.pass_secrecy(case.pk, people.all[f"{unit}_secrecy"], case.version)
    approvals.agree(case.pk, people.all[f"{unit}_head"], case.version)
    return Ticket.objects.get(pk=ticket.pk)


def titles(client, **asked) -> list[str]:
    return [row["title"] for row in client.get(LIST, asked).context["rows"]]


@pytest.fixture
def two(people):
    answer_one(people, "宅基地登记要哪些材料")
    answer_one(people, "永久基本农田能种树吗", "farmland")


def test_words_unit_and_month_narrow_the_list(client, people, two):
    month = timezone.localdate().strftime("%Y-%m")
    assert titles(client, q="宅基地") == ["宅基地登记要哪些材料"]
    assert titles(client, q="种树 农田") == ["永久基本农田能种树吗"]
    assert titles(client, unit=people.units["farmland"].pk) == ["永久基本农田能种树吗"]
    assert len(titles(client, month=month)) == 2
    assert titles(client, month="2020-01") == []
    assert len(titles(client, month="十一月", unit="x", page="x")) == 2


def test_what_is_private_is_found_by_nothing(client, people):
    answer_one(people, "宅基地登记要哪些材料", audience="private")
    assert titles(client, q="宅基地") == []


def test_figures_count_private_answers_and_name_nobody(client, people, two):
    answer_one(people, "不公开", audience="private")
    rows = {row["unit"]: row for row in figures.by_unit(timezone.localdate().year)}
    assert (rows["registration处"]["answered"], rows["registration处"]["public"]) == (2, 1)
    assert rows["registration处"]["share"] == 100
    page = client.get(f"{LIST}statistics/").content.decode()
    assert "registration处" in page and QUESTION["name"] not in page
    for year in ("1000", "²²²²", "9" * 5000, "二〇二六"):
        assert client.get(f"{LIST}statistics/", {"year": year}).status_code == 200


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "²²²²-01", "2026-13", "2026-11"])
def test_whatever_month_is_asked_for_the_list_shows(client, answered, month):
    assert client.get(LIST, {"month": month}).status_code == 200


def test_the_list_asks_as_little_however_narrowed(client, people, two):
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST, {"q": "宅基地", "unit": people.units["registration"].pk})
    assert len(queries) <= 9


def test_similar_questions_are_offered_without_script_and_nothing_is_lost(client, people, two):
    typed = {**QUESTION, "wish": "public", "subject": "宅基地登记的材料", "similar": "1"}
    answer = client.post("/interaction/consult/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "宅基地登记要哪些材料" in page and "种树" not in page
    assert QUESTION["text"] in page and QUESTION["contact"] in page
    assert Ticket.objects.count() == 2


def test_looking_has_a_limit_and_the_form_still_works(client, people, two):
    for _ in range(limits.SIMILAR.count):
        limits.SIMILAR.count_up("127.0.0.1")
    answer = client.post("/interaction/consult/", {**QUESTION, "similar": "1"})
    assert answer.context["similar"] == []


def test_questions_of_the_past_are_read_once_a_page_and_cut_into_pairs_never_again(
    client, people, two, signed_in, monkeypatch
):
    """A thousand answers are looked at: their pairs were stored when they were written."""
    ticket = services.submit(**QUESTION).ticket
    cut, read = [], []
    fold = pairs.fold
    monkeypatch.setattr(pairs, "fold", lambda text: cut.append(text) or fold(text))
    public_answers = likeness.public_answers
    monkeypatch.setattr(likeness, "public_answers", lambda: read.append(1) or public_answers())
    page = signed_in(people.office_liaison).get(f"/admin/tickets/{ticket.pk}/").context
    assert [reply.public_title for reply in page["similar"]] == ["宅基地登记要哪些材料"]
    assert page["proposal"].unit.pk == page["assign_form"].initial["unit"] == people.units["registration"].pk
    own = f"{QUESTION['subject']}{QUESTION['text']}"
    answered = [reading.told(reply.ticket) for reply in page["similar"]]
    assert own in cut and not [told for told in answered if f"{told.subject}{told.text}" in set(cut) - {own}]
    assert len(read) == 2  # the pairs of all, then the few that are alike


def test_a_draft_and_what_stays_private_leave_no_pairs(people, two):
    answer_one(people, "宅基地登记要哪些材料", audience="private")
    assert bytes(Reply.objects.get(audience="private").question_pairs) == b""
    assert len(likeness.similar_to("宅基地登记要哪些材料")) == 1


def test_the_subject_alone_proposes_a_unit_where_a_long_text_hides_it(people, two):
    told = QUESTION | {"subject": "宅基地登记要哪些材料", "text": "我们全家三代人住在青石沟村，情况有些特殊。" * 12}
    ticket = services.submit(**told).ticket
    assert likeness.unit_for(reading.told(ticket)).unit == people.units["registration"]


def test_the_unit_that_answered_alike_is_proposed_with_its_reason(people, two):
    ticket = services.submit(**QUESTION).ticket
    proposal = likeness.unit_for(reading.told(ticket))
    assert proposal.unit == people.units["registration"]
    assert "ZX" in proposal.reason
    other = services.submit(name="甲", contact="1", subject="采石场爆破噪声", text="采石场夜间爆破噪声很大").ticket
    assert likeness.unit_for(reading.told(other)) is None
