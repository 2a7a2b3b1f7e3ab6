"""The way of an activity: drafted, approved, open, closed by its date, its result owed and published (S2, S3)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from interaction.activities import clocks, entries, jobs, opinions, results, services
from interaction.activities.models import Activity, Entry, OpinionGroup, Result
from interaction.activities.states import ActivityState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, PublishingRefused, Stale
from portal.approvals.ledger.models import Entry as LedgerEntry
from portal.approvals.models import Publication
from portal.calendars.services import calendar, enter_year
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow
from tests.factories import DECLARED

from .conftest import approved, device, drafted, page_of

OPINION = {"text": "第三条建议增加线上核验。", "name": "令狐远山", "contact": "linghu@example.org"}


@pytest.mark.clause("S3")
def test_an_activity_opens_when_the_head_of_the_unit_approves(people, client):
    activity = drafted("opinions", people.registration_liaison, people.units["registration"])
    case = services.send(activity, people.registration_liaison, DECLARED)
    assert case.route.code == "activity" and case.stages == [["unit_head"]]
    assert client.get(page_of(activity)).status_code == 404
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    assert client.get(page_of(activity)).status_code == 404
    approvals.agree(case.pk, people.registration_head, case.version)
    activity = Activity.objects.get()
    assert activity.state == ActivityState.OPEN and activity.is_running()
    assert client.get(page_of(activity)).status_code == 200
    assert Publication.objects.get(kind="activity").digest == case.digest
    assert OutboxRow.objects.get(job="search.index").payload == {"source": "activity", "ids": [str(activity.pk)]}


@pytest.mark.clause("S3")
def test_who_wrote_it_does_not_approve_it(people):
    activity = drafted("opinions", people.registration_head, people.units["registration"])
    case = services.send(activity, people.registration_head, DECLARED)
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    with pytest.raises(ActRefused):
        approvals.agree(case.pk, people.registration_head, case.version)


@pytest.mark.clause("S3")
@pytest.mark.parametrize("change", [{"title": "别的"}, {"rules": {}}, {"content": {}}, {"closes_at": None}])
def test_what_is_public_is_not_changed_without_a_case(make, change):
    activity = make("opinions")
    if "closes_at" in change:
        change = {"closes_at": activity.closes_at + timedelta(days=1)}
    with pytest.raises(IntegrityError):
        Activity.objects.filter(pk=activity.pk).update(**change)


@pytest.mark.clause("S3")
def test_the_guard_says_so_in_words(make):
    activity = make("vote")
    activity.title = "别的"
    with pytest.raises(PublishingRefused):
        activity.save()
    with pytest.raises(PublishingRefused):
        activity.delete()


def test_a_draft_is_kept_by_its_unit_only_and_by_who_saw_it(people):
    activity = drafted("suggestions", people.registration_liaison, people.units["registration"])
    with pytest.raises(ActRefused):
        services.keep(activity, people.farmland_liaison)
    with pytest.raises(Stale):
        services.keep(activity, people.registration_liaison, activity.version - 1)
    case = services.send(activity, people.registration_liaison, DECLARED)
    assert case.pk
    with pytest.raises(ActRefused):
        services.keep(Activity.objects.get(), people.registration_liaison)


@pytest.mark.clause("S2")
@pytest.mark.parametrize(
    ("basis", "days", "short"),
    [("decision", 29, True), ("decision", 30, False), ("business", 29, True), ("other", 1, False)],
)
def test_opinions_are_asked_for_long_enough(people, basis, days, short):
    """The national rules: 30 days for major decisions and what concerns businesses."""
    now = timezone.now()
    activity = drafted(
        "opinions", people.registration_liaison, people.units["registration"], rules={"basis": basis},
        opens_at=now, closes_at=now + timedelta(days=days),
    )  # fmt: skip
    if not short:
        assert services.send(activity, people.registration_liaison, DECLARED).pk
        return
    with pytest.raises(ActRefused) as refusal:
        services.send(activity, people.registration_liaison, DECLARED)
    assert "至少30日" in str(refusal.value)
    activity.rules = {**activity.rules, "short_reason": "防汛应急需要"}
    services.keep(activity, people.registration_liaison)
    assert services.send(activity, people.registration_liaison, DECLARED).pk


@pytest.mark.clause("S2")
def test_seven_working_days_are_counted_by_the_calendar(people):
    """Over the mid-autumn festival and the national day seven working days are more than two weeks."""
    with time_machine.travel("2026-09-23T02:00:00Z", tick=False):
        start = timezone.now()
        activity = drafted(
            "opinions", people.registration_liaison, people.units["registration"], rules={"basis": "normative"},
            opens_at=start, closes_at=start + timedelta(days=10),
        )  # fmt: skip
        with pytest.raises(ActRefused):
            services.send(activity, people.registration_liaison, DECLARED)
        activity.closes_at = calendar().deadline(start, 7).due
        services.keep(activity, people.registration_liaison)
        assert services.send(activity, people.registration_liaison, DECLARED).pk


def test_a_late_approval_does_not_shorten_the_period(people):
    """What was long enough when it was sent is counted again when it is approved."""
    activity = drafted(
        "opinions", people.registration_liaison, people.units["registration"], rules={"basis": "decision"},
        opens_at=timezone.now(), closes_at=timezone.now() + timedelta(days=31),
    )  # fmt: skip
    case = services.send(activity, people.registration_liaison, DECLARED)
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    with time_machine.travel(timezone.now() + timedelta(days=3)), pytest.raises(ActRefused):
        approvals.agree(case.pk, people.registration_head, case.version)


@pytest.mark.clause("S2")
def test_it_closes_by_itself_and_the_result_is_owed(make, people):
    activity = make("opinions")
    assert jobs.close_ended() == 0
    with time_machine.travel(activity.closes_at + timedelta(minutes=5)):
        assert jobs.close_ended() == 1
        assert jobs.close_ended() == 0
    activity = Activity.objects.get()
    assert activity.state == ActivityState.CLOSED
    assert activity.due_at == calendar().deadline(activity.closes_at, clocks.RESULT_DAYS["opinions"]).due
    assert LedgerEntry.objects.filter(act="activity.closed").count() == 1
    assert Notice.objects.filter(person=people.registration_liaison, topic="activity").count() == 1


@pytest.mark.clause("S2")
def test_the_unit_is_reminded_of_the_result_once_a_step(make, end, people):
    activity = end(make("vote"))
    told = Notice.objects.filter(person=people.registration_liaison, topic="activity")
    before = told.count()
    due = activity.due_at
    for moment, many in ((due - timedelta(days=20), 0), (due - timedelta(days=5), 1), (due + timedelta(days=1), 1)):
        assert jobs.remind(moment) == many
        assert jobs.remind(moment) == 0
    assert told.count() == before + 2
    assert LedgerEntry.objects.filter(act="activity.overdue").count() == 1


@pytest.mark.clause("S2")
def test_a_result_that_comes_late_is_recorded_where_no_round_saw_it(make, end, conclude):
    activity = end(make("vote"))
    with time_machine.travel(activity.due_at + timedelta(days=1)):
        conclude(activity)
    assert LedgerEntry.objects.filter(act="activity.overdue").count() == 1


def test_the_clock_is_counted_again_when_a_year_is_entered(make, end):
    with time_machine.travel("2026-12-01T02:00:00Z"):
        activity = end(make("vote", closes_at=timezone.now() + timedelta(days=28)))
        assert activity.provisional
        before = activity.due_at
        enter_year(2027, [timezone.localdate(before)], [], "test")
    activity = Activity.objects.get()
    assert not activity.provisional and activity.due_at > before


def test_a_deadline_is_final_once_its_year_is_entered_also_where_the_date_stays(make, end):
    with time_machine.travel("2027-06-01T02:00:00Z"):
        activity = end(make("vote", closes_at=timezone.now() + timedelta(hours=2)))
        assert activity.provisional
        enter_year(2027, [date(2027, 1, 1)], [], "test")
    found = Activity.objects.get()
    assert found.due_at == activity.due_at and not found.provisional
    assert not clocks.recount(found)


@pytest.mark.clause("S2")
def test_every_opinion_is_answered_before_the_result_is_sent(make, end, people, conclude, client):
    activity = make("opinions")
    receipts = [entries.submit(activity, OPINION, part="c3") for _ in range(3)]
    activity = end(activity)
    liaison = people.registration_liaison
    result = results.draft(activity, liaison, "共收到三条意见。")
    with pytest.raises(ActRefused):
        results.send(result, liaison, DECLARED)
    group = opinions.gather(activity, liaison, [row.entry.pk for row in receipts], None, "建议增加线上核验")
    with pytest.raises(ActRefused):
        opinions.answer(activity, liaison, group, said="建议增加线上核验", verdict="not_adopted", text="")
    opinions.answer(activity, liaison, group, said="建议增加线上核验", verdict="adopted", text="已写入第三条。")
    with pytest.raises(ActRefused):  # the figures of the draft are old
        results.send(result, liaison, DECLARED)
    activity = conclude(activity, "共收到三条意见，全部采纳。")
    assert activity.state == ActivityState.CONCLUDED
    page = client.get(page_of(activity)).content.decode()
    assert "已写入第三条。" in page and "采纳" in page and OPINION["name"] not in page
    assert OPINION["text"] not in page  # only the unit's own words are public
    followed = client.post(
        "/interaction/activities/follow/", {"number": receipts[0].entry.number, "code": receipts[0].code}
    ).content.decode()
    assert "已写入第三条。" in followed and OPINION["text"] in followed


@pytest.mark.clause("S2")
def test_what_a_result_rests_on_stands_still_while_it_is_approved(make, end, people):
    activity = make("opinions")
    entry = entries.submit(activity, OPINION).entry
    activity = end(activity)
    liaison = people.registration_liaison
    group = opinions.gather(activity, liaison, [entry.pk], None, "建议")
    opinions.answer(activity, liaison, group, said="建议", verdict="explained", text="已说明。")
    results.send(results.draft(activity, liaison, "报告"), liaison, DECLARED)
    with pytest.raises(ActRefused):
        opinions.answer(activity, liaison, group, said="别的", verdict="adopted", text="")
    with pytest.raises(ActRefused):
        results.draft(activity, liaison, "别的报告")


def test_a_published_result_is_not_changed(make, end, conclude):
    activity = conclude(end(make("vote")))
    with pytest.raises(IntegrityError):
        Result.objects.filter(activity=activity).update(text="别的")


def test_a_group_left_without_opinions_goes(make, people):
    activity = make("suggestions")
    first, second = (entries.submit(activity, OPINION).entry for _ in range(2))
    liaison = people.registration_liaison
    one = opinions.gather(activity, liaison, [first.pk], None, "甲")
    other = opinions.gather(activity, liaison, [second.pk], None, "乙")
    opinions.gather(activity, liaison, [second.pk], one)
    assert not OpinionGroup.objects.filter(pk=other.pk).exists()
    assert Entry.objects.filter(group=one).count() == 2


@pytest.mark.clause("S2")
def test_an_end_is_put_off_through_a_case_with_a_reason(make, people, client):
    activity = make("suggestions")
    later = activity.closes_at + timedelta(days=7)
    liaison = people.registration_liaison
    with pytest.raises(ActRefused):
        services.prolong(activity, liaison, closes_at=activity.closes_at, reason="仍有来信", declaration=DECLARED)
    case = services.prolong(activity, liaison, closes_at=later, reason="仍有来信", declaration=DECLARED)
    assert Activity.objects.get().closes_at == activity.closes_at
    with pytest.raises(ActRefused):
        services.prolong(activity, liaison, closes_at=later, reason="再来一次", declaration=DECLARED)
    approved(people, case)
    assert Activity.objects.get().closes_at == later
    assert "仍有来信" in client.get(page_of(activity)).content.decode()


@pytest.mark.clause("S3")
def test_one_is_stopped_early_through_a_case_and_its_result_is_owed(make, people, client):
    activity = make("suggestions")
    entries.submit(activity, {"text": "多设一个窗口", "name": "", "contact": ""})
    liaison = people.registration_liaison
    with pytest.raises(ActRefused):
        services.stop(activity, liaison, reason="  ", declaration=DECLARED)
    with pytest.raises(ActRefused):
        services.stop(activity, people.farmland_liaison, reason="上位法已修改", declaration=DECLARED)
    case = services.stop(activity, liaison, reason="上位法已修改", declaration=DECLARED)
    assert Activity.objects.get().is_running()  # nothing changes before the head decides
    with pytest.raises(ActRefused):
        services.prolong(
            activity, liaison, closes_at=activity.closes_at + timedelta(days=1), reason="再延", declaration=DECLARED
        )
    approved(people, case)
    activity = Activity.objects.get()
    assert (activity.state, activity.is_running()) == (ActivityState.CLOSED, False)
    assert activity.due_at == calendar().deadline(activity.closes_at, clocks.RESULT_DAYS["suggestions"]).due
    page = client.get(page_of(activity)).content.decode()
    assert "上位法已修改" in page and "提前终止" in page
    assert Entry.objects.count() == 1
    assert device().post(page_of(activity), {"text": "再加一条建议"}).status_code == 422
    acts = list(LedgerEntry.objects.filter(act__startswith="activity.").order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["activity.stopped", "activity.closed"]
    call_command("verify_activities", verbosity=0)


@pytest.mark.clause("S3")
def test_one_that_was_only_announced_can_be_stopped_too(make, people, client):
    activity = make("vote", opens_at=timezone.now() + timedelta(days=3))
    approved(people, services.stop(activity, people.registration_liaison, reason="不再举办", declaration=DECLARED))
    activity = Activity.objects.get()
    assert activity.has_ended() and activity.state == ActivityState.CLOSED
    assert "不再举办" in client.get(page_of(activity)).content.decode()


def test_drafts_are_thrown_away_until_they_were_sent(people):
    activity = drafted("suggestions", people.registration_liaison, people.units["registration"])
    with pytest.raises(ActRefused):
        services.delete(activity, people.farmland_liaison)
    services.delete(activity, people.registration_liaison)
    assert not Activity.objects.exists()
