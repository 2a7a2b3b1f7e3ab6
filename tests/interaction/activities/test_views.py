"""What the public does: lists, pages, sending in, following."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interaction import limits
from interaction.activities import entries, services
from interaction.activities.models import Activity, Entry

from .conftest import device, drafted, page_of

LIST = "/interaction/activities/"
TOLD = {"text": "第三条建议增加线上核验。", "name": "令狐远山", "contact": "linghu@example.org"}


def test_the_list_shows_what_is_public_by_stage_and_kind(make, end, people, client):
    drafted("suggestions", people.registration_liaison, people.units["registration"], title="草稿活动")
    running, ended = make("opinions"), end(make("vote"))
    with time_machine.travel(ended.closes_at + timedelta(hours=1)):
        assert ended.title in client.get(LIST, {"stage": "ended"}).content.decode()
    everything = client.get(LIST).content.decode()
    assert running.title in everything and "草稿活动" not in everything
    assert running.title in client.get(LIST, {"stage": "now", "kind": "opinions"}).content.decode()
    assert running.title not in client.get(LIST, {"kind": "survey"}).content.decode()
    assert running.title in client.get(LIST, {"kind": "made-up", "stage": "made-up"}).content.decode()


def test_the_list_takes_the_same_number_of_queries_however_long_it_is(make, client):
    make("opinions")
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(LIST)
    for _number in range(4):
        make("suggestions")
    with CaptureQueriesContext(connection) as five:
        client.get(LIST)
    assert len(five) == len(one)


def test_an_opinion_on_one_clause(make, client):
    activity = make("opinions")
    page = client.get(page_of(activity), {"part": "c3"}).content.decode()
    assert "第三条" in page and 'value="c3" selected' in page
    thanks = client.post(page_of(activity), {**TOLD, "part": "c3"}, follow=True)
    code = thanks.context["code"]
    entry = Entry.objects.get()
    assert entry.part == "c3" and code in thanks.content.decode()
    assert code not in client.get(f"{page_of(activity)}thanks/").content.decode()
    assert entries.told(entry)["text"] == TOLD["text"]
    followed = client.post(f"{LIST}follow/", {"number": entry.number, "code": code}).content.decode()
    assert TOLD["text"] in followed and "结果尚未公布" in followed
    assert client.post(f"{LIST}follow/", {"number": entry.number, "code": "AAAA2222"}).status_code == 422
    elsewhere = client.post("/interaction/status/", {"number": entry.number, "code": code})
    assert elsewhere.url == f"{LIST}follow/"
    assert TOLD["text"] in client.get(elsewhere.url).content.decode()
    assert TOLD["text"] not in client.get(elsewhere.url).content.decode()  # once: the machine may be shared


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("suggestions", {"text": "多设几个自助终端。"}),
        ("slogan", {"slogan": "山海有证 民心有底", "name": "林某", "contact": "1"}),
        ("training", {"name": "林某", "contact": "1", "employer": "登记中心"}),
    ],
)
def test_each_kind_takes_what_it_asks_for(make, client, kind, told):
    activity = make(kind)
    assert client.get(page_of(activity)).status_code == 200
    assert client.post(page_of(activity), told).status_code == 302
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "told", "field"),
    [
        ("suggestions", {"text": ""}, "text"),
        ("slogan", {"slogan": "字" * 31, "name": "林某", "contact": "1"}, "slogan"),
        ("training", {"name": ""}, "name"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(make, client, kind, told, field):
    answer = client.post(page_of(make(kind)), told | {"name": "司徒"})
    if field == "name":
        field = "contact"
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "司徒" in answer.content.decode() and not Entry.objects.exists()


def test_before_the_beginning_and_after_the_end_there_is_no_form(make, client):
    soon = make("suggestions", opens_at=timezone.now() + timedelta(days=1))
    assert client.get(page_of(soon)).context["form"] is None
    assert client.post(page_of(soon), {"text": "来得太早了"}).status_code == 422
    with time_machine.travel(soon.closes_at + timedelta(minutes=1)):
        assert client.get(page_of(soon)).context["form"] is None
        assert client.post(page_of(soon), {"text": "来得太迟了"}).status_code == 422
    assert not Entry.objects.exists()


@pytest.mark.usefixtures("unchallenged")
def test_many_from_one_network_are_asked_to_wait(make):
    activity, statuses = make("suggestions"), []
    for _number in range(21):
        statuses.append(device("203.0.113.9").post(page_of(activity), {"text": "重复的建议内容"}).status_code)
    assert statuses == [302] * 20 + [429]


def test_places_of_a_training_are_given_in_order(make, client):
    training = make("training")
    for name in ("甲", "乙", "丙"):
        client.post(page_of(training), {"name": name, "contact": "1"})
    seats = list(Entry.objects.order_by("pk").values_list("seat", flat=True))
    assert seats == ["given", "given", "waiting"]


def test_pages_of_drafts_are_found_by_nobody(people, client):
    activity = drafted("suggestions", people.registration_liaison, people.units["registration"])
    assert client.get(page_of(activity)).status_code == 404
    assert client.get(f"{page_of(activity)}thanks/").status_code == 404


def test_a_page_says_how_to_take_part_without_javascript(make, client):
    page = client.get(page_of(make("vote"))).content.decode()
    form = re.search(r'<form method="post"[^>]*#take-part.*?</form>', page, re.S)
    assert form and "<script" not in form[0] and 'type="submit"' in form[0]


def test_the_announced_numbers_go_on(make):
    first, second = make("suggestions"), make("suggestions")
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1
    assert services.public_url(second) == f"{LIST}{second.number}/"
    assert Activity.objects.public().count() == 2


@pytest.mark.usefixtures("unchallenged")
def test_a_place_that_is_given_up_goes_to_who_waited_longest(make, client):
    training, codes = make("training"), {}
    for name in ("甲", "乙", "丙", "丁"):
        shown = client.post(page_of(training), {"name": name, "contact": "1"}, follow=True).context
        codes[name] = {"number": shown["entry"].number, "code": shown["code"]}
    followed = client.post(f"{LIST}follow/", codes["甲"]).content.decode()
    shown = followed.partition("您提交的内容")[2]
    assert "名额状态" in followed and "已录取" in followed and "地点" not in followed and "甲" in shown
    answer = client.post(f"{LIST}follow/", {**codes["甲"], "give_up": "1"})
    assert "已放弃" in answer.content.decode()
    seats = list(Entry.objects.order_by("pk").values_list("seat", flat=True))
    assert seats == ["given_up", "given", "given", "waiting"]
    client.post(f"{LIST}follow/", {**codes["甲"], "give_up": "1"})
    assert list(Entry.objects.order_by("pk").values_list("seat", flat=True)) == seats


def test_contributions_are_challenged_when_much_comes_in_and_votes_are_not(make):
    """A vote has rules of its own: one device, one network, one number."""
    opinions, vote = make("suggestions"), make("vote")
    for _time in range(limits.CALM.count):
        limits.CALM.count_up("198.51.100.7")
    assert "challenge_token" in device().get(page_of(opinions)).content.decode()
    assert device().post(page_of(opinions), {"text": "多设一个窗口"}).status_code == 422
    assert device("198.51.100.8").post(page_of(opinions), {"text": "多设一个窗口"}).status_code == 302
    assert "challenge_token" not in device().get(page_of(vote)).content.decode()
    assert device().post(page_of(vote), {"pick": "k1"}).status_code == 302
