"""Acts on what people sent in: refused to who may not, and each in the ledger without a word of it (laws 5, 7)."""

from __future__ import annotations

import pytest

from interaction.activities import contests, entries, opinions, trainings
from interaction.activities.models import Entry, OpinionGroup
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry as LedgerEntry
from portal.approvals.templatetags.approvals import ACTS

SAID = {"text": "建议增加线上核验。", "slogan": "山海有证", "name": "令狐远山", "contact": "1"}


def recorded(act: str) -> LedgerEntry:
    """Return the one entry about an act; nothing that anybody wrote stands in it."""
    found = LedgerEntry.objects.get(act=f"activity.{act}")
    assert found.act in ACTS and found.actor is not None and found.capacity
    assert not [words for words in (*SAID.values(), "线上") if len(words) > 1 and words in str(found.data)]
    return found


@pytest.fixture
def opinion(make) -> Entry:
    return entries.submit(make("opinions"), SAID, part="c3").entry


@pytest.fixture
def slogan(make) -> Entry:
    return entries.submit(make("slogan"), SAID).entry


def test_opinions_are_brought_together_and_answered_on_record(people, opinion):
    liaison = people.registration_liaison
    group = opinions.gather(opinion.activity, liaison, [opinion.pk], None, "建议线上核验")
    assert recorded("gathered").data == {"number": opinion.activity.number, "group": group.pk, "entries": 1}
    opinions.answer(opinion.activity, liaison, group, said="建议线上核验", verdict="adopted", text="已写入线上核验。")
    assert recorded("answered").data["verdict"] == "adopted"
    assert OpinionGroup.objects.get().answer == "已写入线上核验。"


def test_a_group_that_went_meanwhile_is_not_answered_nor_filled(people, opinion):
    liaison = people.registration_liaison
    gone = opinions.gather(opinion.activity, liaison, [opinion.pk], None, "建议线上核验")
    opinions.gather(opinion.activity, liaison, [opinion.pk], None, "建议网上核验")  # the first one is empty and goes
    with pytest.raises(ActRefused):
        opinions.answer(opinion.activity, liaison, gone, said="建议线上核验", verdict="adopted", text="好。")
    with pytest.raises(ActRefused):
        opinions.gather(opinion.activity, liaison, [opinion.pk], gone)
    assert OpinionGroup.objects.get().said == "建议网上核验"


def test_jury_points_and_shortlist_are_on_record(people, slogan):
    contest, liaison, juror = slogan.activity, people.registration_liaison, people.office_handler
    contests.set_jury(contest, liaison, [juror])
    assert recorded("jury_named").data["jurors"] == [juror.pk]
    contests.score(contest, juror, {slogan.pk: 7})
    assert recorded("scored").data["points"] == {str(slogan.pk): 7} and recorded("scored").capacity == "评委"
    assert contests.shortlist(contest, liaison, [slogan.pk, 10**6]) == 1
    assert recorded("shortlisted").data["entries"] == [slogan.pk]


def test_attendance_is_on_record(people, make):
    training = make("training")
    came, stayed = (entries.submit(training, SAID).entry.pk for _ in range(2))
    assert trainings.note_attendance(training, people.registration_handler, [came, stayed], [came]) == 1
    assert recorded("attendance").data == {"number": training.number, "entries": 2, "attended": 1}
    assert dict(Entry.objects.values_list("pk", "attended")) == {came: True, stayed: False}


def test_nobody_else_does_any_of_it_and_nothing_is_recorded(people, make, opinion, slogan):
    stranger, training = people.farmland_liaison, make("training")
    before = LedgerEntry.objects.count()
    for act in (
        lambda: opinions.gather(opinion.activity, stranger, [opinion.pk], None, "建议线上核验"),
        lambda: contests.set_jury(slogan.activity, stranger, [stranger]),
        lambda: contests.score(slogan.activity, stranger, {slogan.pk: 7}),
        lambda: contests.shortlist(slogan.activity, stranger, [slogan.pk]),
        lambda: trainings.note_attendance(training, stranger, [], []),
    ):
        with pytest.raises(ActRefused):
            act()
    assert LedgerEntry.objects.count() == before


def test_what_was_decided_meanwhile_is_seen_under_the_lock(people, slogan, end, conclude):
    """The activity that a page was opened with is old: the row decides."""
    contest = slogan.activity
    conclude(end(contest))
    with pytest.raises(ActRefused):
        contests.shortlist(contest, people.registration_liaison, [slogan.pk])
    assert not Entry.objects.filter(shortlisted=True).exists()


def test_a_jury_is_chosen_by_unit(people):
    """A hundred names in one list help nobody; an expert without a post comes last."""
    groups = contests.who_may_judge(sorted(people.all.values(), key=lambda person: person.pk))
    units = {name: [pk for pk, _name in members] for name, members in groups}
    registration = people.units["registration"].name
    assert people.registration_head.pk in units[registration] and people.farmland_liaison.pk not in units[registration]
    assert people.nobody.pk in list(units.values())[-1]
    assert sum(len(members) for members in units.values()) == len(people.all)
