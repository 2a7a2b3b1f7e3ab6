"""One person one vote, counted exactly; what doesn't count is reported with its reason (clause S2)."""

import threading

import pytest
import time_machine
from django.db import IntegrityError, connection

from interaction.activities import admission, identities, voting
from interaction.activities.admission import NotTaken
from interaction.activities.models import Ballot, Show
from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import IdentityRefused, VoterIdentity
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry as LedgerEntry

from .conftest import device, page_of, person

pytestmark = pytest.mark.clause("S2")


def cast(activity, name, pick=("k1",), **who):
    return voting.cast(activity, person(activity, name, **who), pick)


def refused(activity) -> dict[str, int]:
    return dict(admission.refusals(activity))


def test_votes_are_counted(make):
    vote = make("vote")
    for name, pick in (("甲", "k1"), ("乙", "k2"), ("丙", "k1")):
        cast(vote, name, [pick], address=name)
    standing = voting.standing(vote)
    assert standing.ballots == 3
    assert [(row.id, row.votes) for row in standing.rows] == [("k1", 2), ("k2", 1), ("k3", 0)]


def test_a_second_vote_is_not_taken_and_is_reported(make):
    vote = make("vote")
    cast(vote, "甲")
    with pytest.raises(NotTaken):
        cast(vote, "甲", ["k2"])
    assert voting.standing(vote).ballots == 1 and refused(vote) == {"twice": 1}


def test_an_address_sends_as_many_as_the_rules_allow(make):
    vote = make("vote", rules={"per_address": 2})
    cast(vote, "甲"), cast(vote, "乙")
    with pytest.raises(NotTaken):
        cast(vote, "丙")
    cast(vote, "丁", address="other")
    assert voting.standing(vote).ballots == 3 and refused(vote) == {"address": 1}


def test_a_refused_second_vote_uses_nothing_of_the_address(make):
    vote = make("vote", rules={"per_address": 2})
    cast(vote, "甲")
    with pytest.raises(NotTaken):
        cast(vote, "甲")
    cast(vote, "乙")
    assert voting.standing(vote).ballots == 2


@pytest.mark.parametrize("pick", [[], ["k1", "k2", "k3"], ["k9"], ["k1", "k9"]])
def test_a_ballot_follows_the_rules(make, pick):
    vote = make("vote", rules={"least": 1, "most": 2})
    with pytest.raises(NotTaken):
        cast(vote, "甲", pick)
    assert refused(vote) == {"invalid": 1} and not Ballot.objects.exists()


def test_nothing_is_taken_after_the_end_even_before_the_job_came_round(make):
    vote = make("vote")
    with time_machine.travel(vote.closes_at, tick=False), pytest.raises(NotTaken):
        cast(vote, "甲")
    assert not Ballot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_count_once(make):
    """Ten at the same instant by one person: one is taken, nine are told so."""
    vote = make("vote")
    who, barrier, taken = person(vote, "甲"), threading.Barrier(10), []

    def go():
        barrier.wait()
        try:
            taken.append(voting.cast(vote, who, ["k1"]))
        except NotTaken:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1 and Ballot.objects.count() == 1
    assert refused(vote) == {"twice": 9}


def test_a_ballot_is_never_changed(make):
    ballot = cast(make("vote"), "甲")
    with pytest.raises(IntegrityError):
        Ballot.objects.filter(pk=ballot.pk).update(pick="k2")


def test_nobody_is_named_in_a_ballot(make):
    vote = make("vote")
    ballot = cast(vote, "device:甲", address="198.51.100.7", agent="Firefox")
    assert not {"device:甲", "198.51.100.7", "Firefox"} & {ballot.voter, ballot.address, ballot.agent}
    other = make("vote")
    assert cast(other, "device:甲").voter != ballot.voter


def test_ballots_alike_are_discarded_by_a_person_with_a_reason_and_can_count_again(make, people):
    vote = make("vote")
    with time_machine.travel(vote.opens_at.replace(minute=5) + (vote.closes_at - vote.opens_at) / 2) as clock:
        for n in range(12):
            cast(vote, f"程序{n}", ["k2"], address=f"a{n}", agent="python")
            clock.shift(2)
        honest = cast(vote, "甲", ["k1"])
        [group] = voting.alike(vote)
        assert (group.many, group.addresses, group.pick) == (12, 12, "k2")
        with pytest.raises(ActRefused):
            voting.discard(vote, people.registration_liaison, group.key, " ")
        with pytest.raises(ActRefused):
            voting.discard(vote, people.farmland_liaison, group.key, "刷票")
        assert voting.discard(vote, people.registration_liaison, group.key, "同一程序成批投票") == 12
    standing = voting.standing(vote)
    assert (standing.ballots, standing.discarded) == (1, 12)
    assert voting.discards(vote) == [{"reason": "同一程序成批投票", "count": 12}]
    assert Ballot.objects.filter(pk=honest.pk, discard=None).exists()
    assert LedgerEntry.objects.get(act="activity.discarded").data["ballots"] == 12
    assert voting.take_back(vote, people.registration_liaison, "同一程序成批投票") == 12
    assert voting.standing(vote).ballots == 13


# --- on the public page ---
def test_a_device_votes_once_on_the_page(make):
    vote = make("vote")
    mine = device()
    assert mine.post(page_of(vote), {"pick": "k1"}).status_code == 302
    again = mine.post(page_of(vote), {"pick": "k2"})
    assert again.status_code == 422 and "您已经参与过" in again.content.decode()
    assert voting.standing(vote).ballots == 1


def test_without_a_mark_of_the_device_nothing_is_taken(make, client):
    vote = make("vote")
    assert client.post(page_of(vote), {"pick": "k1"}).status_code == 422
    assert refused(vote) == {"no_device": 1}
    assert admission.COOKIE in client.cookies  # the next try has it
    assert client.post(page_of(vote), {"pick": "k1"}).status_code == 302


def test_a_forged_mark_is_none(make):
    vote, forger = make("vote"), device()
    forger.cookies[admission.COOKIE] = "made-up:1:signature"
    assert forger.post(page_of(vote), {"pick": "k1"}).status_code == 422


def test_the_trap_catches_programs(make):
    vote = make("vote")
    assert device().post(page_of(vote), {"pick": "k1", "website": "x"}).status_code == 422
    assert refused(vote) == {"trap": 1} and not Ballot.objects.exists()


@pytest.mark.parametrize(("show", "now", "later"), [(Show.LIVE, 1, 1), (Show.AFTER, 0, 1), (Show.NEVER, 0, 0)])
def test_everybody_sees_how_it_stands_when_the_rules_say_so(make, client, show, now, later):
    vote = make("vote", rules={"show": show})
    cast(vote, "甲")
    assert ("gk-chart" in client.get(page_of(vote)).content.decode()) == bool(now)
    with time_machine.travel(vote.closes_at, tick=False):
        assert ("gk-chart" in client.get(page_of(vote)).content.decode()) == bool(later)


class _ByTelephone:
    @staticmethod
    def identify(request, answers):
        if answers["code"] != "123456":
            raise IdentityRefused("验证码不正确。")
        return answers["phone"]

    @hookimpl
    def voter_identities(self):
        from django import forms

        fields = {"phone": lambda: forms.CharField(label="手机号"), "code": lambda: forms.CharField(label="验证码")}
        return [VoterIdentity("phone", "手机验证码", "一个手机号一票。", self.identify, fields)]


def test_an_add_on_brings_a_stronger_way_of_knowing_people_apart(make):
    """A code by telephone: one number one vote, whatever the device; the number is kept nowhere."""
    add_on = _ByTelephone()
    registry.register(add_on)
    try:
        vote = make("vote", rules={"identity": "phone"})
        told = {"pick": "k1", "phone": "13900000009", "code": "123456"}
        assert device().post(page_of(vote), told | {"code": "1"}).status_code == 422
        assert device().post(page_of(vote), told).status_code == 302
        assert device().post(page_of(vote), told).status_code == 422
        assert voting.standing(vote).ballots == 1
        assert refused(vote) == {"identity": 1, "twice": 1}
    finally:
        registry.unregister(add_on)
    assert identities.identity_of(vote) is None  # the add-on has gone: nobody votes by a weaker way
    assert device().post(page_of(vote), told | {"phone": "13900000010"}).status_code == 422


def test_who_voted_is_not_asked_to_vote_again(make):
    vote, mine = make("vote"), device()
    assert 'id="take-part"' in mine.get(page_of(vote)).content.decode()
    assert mine.post(page_of(vote), {"pick": "k1"}).status_code == 302
    page = mine.get(page_of(vote)).content.decode()
    assert 'id="take-part"' not in page and "您已参与" in page
    assert 'id="take-part"' in device().get(page_of(vote)).content.decode()
