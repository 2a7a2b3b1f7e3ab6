"""Law 7: what people send in to an activity stands in clear nowhere, and its unit alone reads it."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from interaction.activities import entries, indexing, services
from interaction.activities.models import ActivitySecret, Entry, EntryKey
from interaction.activities.verification import verify
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry as LedgerEntry
from tests.interaction.test_privacy import dump

from .conftest import device, page_of

TOLD = {"text": "第三条里的青石板密码应当改写。", "name": "澹台明月", "contact": "tantai@example.org"}
PLANTED = [*TOLD.values(), "青石板密码"]


def planted_in(text):
    return [words for words in PLANTED if words in text]


@pytest.mark.clause("O1")
def test_planted_words_are_nowhere_in_clear(make, client, caplog):
    caplog.set_level(logging.DEBUG)
    activity = make("opinions")
    code = client.post(page_of(activity), TOLD, follow=True).context["code"]
    client.post("/interaction/activities/follow/", {"number": Entry.objects.get().number, "code": code})
    record = indexing.read([str(activity.pk)])
    everything = "\n".join([dump(), caplog.text, repr(record)])
    assert activity.title in everything
    assert planted_in(everything) == [] and code not in everything


@pytest.mark.clause("O1")
def test_what_is_shown_of_an_error_holds_no_text(make):
    receipt = entries.submit(make("suggestions"), TOLD)
    shown = repr(receipt) + repr(entries.told(receipt.entry)) + repr(receipt.entry)
    assert planted_in(shown) == [] and receipt.code not in shown


@pytest.mark.clause("O1")
def test_the_address_and_the_programme_of_a_voter_are_kept_nowhere(make):
    vote = make("vote")
    device("203.0.113.77", agent="Unheard-of Browser").post(page_of(vote), {"pick": "k1"})
    assert vote.ballots.count() == 1
    kept = dump()
    assert "203.0.113.77" not in kept and "Unheard-of Browser" not in kept


@pytest.mark.clause("O1")
@pytest.mark.parametrize(
    ("who", "opens", "contact"),
    [
        ("registration_liaison", 200, True), ("registration_handler", 200, True), ("registration_leader", 302, False),
        ("office_head", 200, False), ("farmland_liaison", 302, False), ("root", 302, False), ("nobody", 302, False),
    ],
)  # fmt: skip
def test_the_unit_alone_reads_what_was_sent_in(make, people, signed_in, who, opens, contact):
    activity = make("opinions")
    entries.submit(activity, TOLD)
    staff = signed_in(people.all[who])
    address = services.url_of(activity)
    assert staff.get(address).status_code == opens
    read = staff.get(f"{address}entries/")
    assert (read.status_code == 200 and TOLD["contact"] in read.content.decode()) == contact
    assert (staff.get(f"{address}export/").status_code == 200) == contact


@pytest.mark.clause("O1")
def test_after_erasing_nothing_opens(make):
    activity = make("suggestions")
    entry = entries.submit(activity, TOLD).entry
    assert entries.erase(activity) == 1
    entry = Entry.objects.get(pk=entry.pk)
    assert entries.told(entry) is None and not ActivitySecret.objects.filter(activity=activity).exists()


def test_search_finds_what_is_public(make, people):
    from .conftest import drafted

    activity = make("opinions")
    draft = drafted("suggestions", people.registration_liaison, people.units["registration"])
    assert list(indexing.ids()) == [str(activity.pk)]
    found = indexing.read([str(activity.pk), str(draft.pk)])
    assert set(found) == {str(activity.pk)}
    assert "第三条" in found[str(activity.pk)].body and found[str(activity.pk)].url == page_of(activity)


def test_what_never_got_a_result_is_erased_as_well(make, end, people):
    asked = make("opinions")
    entries.submit(asked, {"text": "同意", "name": "司徒某", "contact": ""})
    end(asked)
    call_command("erase_activities", person=people.office_liaison.username)
    assert EntryKey.objects.count() == 1
    with time_machine.travel(asked.closes_at + timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"] + 2)):
        with pytest.raises(CommandError):
            call_command("erase_activities", person=people.registration_liaison.username)
        call_command("erase_activities", person=people.office_liaison.username)
        assert not EntryKey.objects.exists() and list(verify()) == []


@pytest.mark.clause("O1")
def test_the_office_erases_what_is_beyond_the_retention_period(make, end, conclude, people, client):
    """What was made public stays, and the ledger says who erased; units can't, nor can anybody before the result."""
    slogans = make("slogan")
    entries.submit(slogans, {"slogan": "青石板上见山河", "text": "", "name": TOLD["name"], "contact": "1"})
    with pytest.raises(ActRefused):
        services.erase(slogans, people.office_liaison)
    slogans = conclude(end(slogans))
    with pytest.raises(ActRefused):
        services.erase(slogans, people.registration_liaison)
    call_command("erase_activities", person=people.office_liaison.username)
    assert ActivitySecret.objects.filter(activity=slogans).exists()  # it is not time yet
    with time_machine.travel(slogans.concluded_at + timedelta(days=731)):
        call_command("erase_activities", person=people.office_liaison.username)
    assert entries.told(Entry.objects.get()) is None
    assert LedgerEntry.objects.get(act="activity.erased").data["entries"] == 1
    assert client.get(page_of(slogans)).status_code == 200
