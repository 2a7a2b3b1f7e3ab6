"""The way of an application (articles 27 to 40 of the Regulations), and everything that must not go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction.applications import reading, services
from interaction.applications.models import Application, ApplicationKey, Letter
from interaction.applications.states import ApplicationState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import verify
from portal.approvals.models import Case
from portal.calendars.services import calendar, enter_year
from portal.calendars.working_days import local_date
from portal.notices.models import Notice
from tests.factories import DECLARED

from .conftest import ANSWER, REQUEST, TOLD

FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def due(application: Application) -> str:
    return local_date(application.due_at).isoformat() if application.due_at else ""


def test_from_the_confirmation_on_there_are_twenty_working_days(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
    assert found.number == "SQ20261120-0001" and due(found) == "2026-12-01"  # seven working days to confirm
    assert Notice.objects.filter(person=people.office_liaison).exists()
    with at(FRIDAY + 3 * DAY):
        found = services.confirm(found, people.office_liaison, found.version)
    assert found.state == ApplicationState.IN_HAND and due(found) == "2026-12-21"


def test_a_correction_is_asked_for_once_and_the_time_begins_anew(people, received):
    services.ask_correction(received, people.office_liaison, text="请写明片区和年份。", within=15)
    found = Application.objects.get()
    assert found.state == ApplicationState.CORRECTING and found.started_at is None
    later = timezone.now() + 5 * DAY
    with at(later):
        found = services.correct(found, "榕树片区，二〇二五年。")
    assert found.started_at == later and "榕树片区" in reading.told(found).correction
    with pytest.raises(ActRefused):
        services.ask_correction(found, people.office_liaison, text="再写清楚些。", within=15)


def test_a_correction_is_asked_for_within_seven_working_days(people, received):
    with at(timezone.now() + 15 * DAY), pytest.raises(ActRefused):
        services.ask_correction(received, people.office_liaison, text="请写明年份。", within=15)


def test_what_is_not_corrected_in_time_is_closed_by_the_office(people, received):
    services.ask_correction(received, people.office_liaison, text="请写明年份。", within=5)
    with pytest.raises(ActRefused):
        services.lapse(received, people.office_liaison, text="逾期未补正。")
    with at(timezone.now() + 20 * DAY):
        services.lapse(received, people.office_liaison, text="逾期未补正。")
    found = Application.objects.get()
    assert (found.state, found.outcome) == (ApplicationState.CLOSED, "not_corrected")
    with pytest.raises(ActRefused):
        services.correct(found, "晚了一步。")


def test_while_others_are_asked_no_day_counts(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        found = services.assign(found, people.units["registration"], people.office_liaison)
    plain = found.due_at
    with at(FRIDAY + 3 * DAY):  # Monday
        letter = services.pause(found, people.office_liaison, whom="third_party", text="拟公开贵方提交的附图。")
        found = Application.objects.get()
    assert letter.kind == Letter.Kind.CONSULTATION and due(found) == "2026-12-14"  # the third party's 15 working days
    assert reading.letters_for_applicant(found) == []
    with pytest.raises(ActRefused):
        services.draft_answer(found, people.registration_liaison, outcome="provided", text=ANSWER)
    with at(FRIDAY + 10 * DAY):  # the Monday after
        found = services.hear(found, people.office_liaison, heard="agrees")
    assert found.due_at - plain == 7 * DAY


def test_a_third_party_holds_the_clock_for_fifteen_working_days_and_no_longer(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        found = services.assign(found, people.units["registration"], people.office_liaison)
    with at(FRIDAY + 3 * DAY):  # Monday
        services.pause(found, people.office_liaison, whom="third_party", text="拟公开贵方提交的附图。")
    heard_until = Application.objects.get().due_at
    with at(heard_until):
        assert services.go_on_without_answer() == 0
    told = Notice.objects.filter(person=people.registration_liaison).count()
    with at(heard_until + timedelta(minutes=1)):
        assert (services.go_on_without_answer(), services.go_on_without_answer()) == (1, 0)
    found = Application.objects.get()
    assert found.state == ApplicationState.IN_HAND and found.pauses.get().ended_at == heard_until
    assert found.due_at == calendar().deadline(FRIDAY, 20, [(FRIDAY + 3 * DAY, heard_until)]).due
    assert Notice.objects.filter(person=people.registration_liaison).count() == told + 1
    assert Entry.objects.get(act="application.unheard").actor is None


def test_who_resumes_too_late_gains_no_day(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        found = services.assign(found, people.units["registration"], people.office_liaison)
    with at(FRIDAY + 3 * DAY):
        services.pause(found, people.office_liaison, whom="third_party", text="拟公开贵方提交的附图。")
    heard_until = Application.objects.get().due_at
    with at(FRIDAY + 200 * DAY):
        found = services.hear(found, people.office_liaison, heard="agrees")
    assert found.due_at == calendar().deadline(FRIDAY, 20, [(FRIDAY + 3 * DAY, heard_until)]).due


def test_only_the_head_of_the_office_extends_and_once(people, in_hand):
    with pytest.raises(ActRefused):
        services.extend(in_hand, people.office_liaison, days=5, text="资料较多。")
    with pytest.raises(ActRefused):
        services.extend(in_hand, people.office_head, days=21, text="资料较多。")
    before = in_hand.due_at
    letter = services.extend(in_hand, people.office_head, days=20, text="资料较多，正在整理。")
    found = Application.objects.get()
    assert found.due_at > before and reading.letters_for_applicant(found) == [letter]
    with pytest.raises(ActRefused):
        services.extend(found, people.office_head, days=1, text="再延一天。")


def test_an_answer_is_given_when_unit_and_office_have_approved(people, case, draft):
    assert case.route.code == "application_answer" and case.due_at == Application.objects.get().due_at
    assert ANSWER not in str(case.snapshot) and REQUEST["wanted"] not in str(case.snapshot)
    case = approvals.agree(case.pk, people.registration_head, case.version, "同意")
    assert not reading.letters_for_applicant(Application.objects.get())
    approvals.agree(case.pk, people.office_head, case.version)
    found = Application.objects.get()
    assert (found.state, found.outcome) == (ApplicationState.ANSWERED, "provided") and not found.is_late
    assert [reading.text_of(letter) for letter in reading.letters_for_applicant(found)] == [ANSWER]
    acts = list(Entry.objects.filter(subject=found.subject_key).order_by("seq").values_list("act", flat=True))
    assert acts == [
        "application.received", "application.assign", "application.answer", "application.answer",
        "application.answered",
    ]  # fmt: skip


def test_what_the_office_prepared_itself_its_head_approves(people, received):
    found = services.assign(received, people.units["office"], people.office_liaison)
    draft = services.draft_answer(found, people.office_liaison, outcome="not_held", text="未检索到。")
    case = services.send_answer(draft, people.office_liaison, DECLARED, draft.application.version)
    case = approvals.pass_secrecy(case.pk, people.office_secrecy, case.version)
    assert case.route.code == "application_answer_office"
    approvals.agree(case.pk, people.office_head, case.version)
    assert Application.objects.get().state == ApplicationState.ANSWERED


def test_a_refused_answer_is_with_the_unit_again(people, case):
    approvals.refuse(case.pk, people.registration_head, case.version, "依据不足")
    assert Application.objects.get().state == ApplicationState.IN_HAND


def test_the_applicant_withdraws_until_an_answer_is_sent(people, received):
    services.withdraw(received)
    found = Application.objects.get()
    assert (found.state, found.outcome) == (ApplicationState.CLOSED, "withdrawn")
    with pytest.raises(ActRefused):
        services.withdraw(found)


def test_an_answer_in_approval_is_not_withdrawn(case):
    with pytest.raises(ActRefused):
        services.withdraw(Application.objects.get())


def test_delivery_is_recorded_once_with_its_proof(people, answered):
    (letter,) = reading.letters_for_applicant(answered)
    services.deliver(letter, people.office_liaison, how="post", proof="XA12345678944")
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.delivered_at and letter.delivery_proof == "XA12345678944"
    with pytest.raises(ActRefused):
        services.deliver(letter, people.office_liaison, how="post", proof="XA00000000000")
    services.read_by_applicant(letter)
    assert Letter.objects.get(pk=letter.pk).delivered_by == "post"


def test_two_who_record_one_delivery_record_it_once(people, answered):
    (letter,) = reading.letters_for_applicant(answered)
    (same,) = reading.letters_for_applicant(answered)
    services.deliver(letter, people.office_liaison, how="post", proof="XA12345678944")
    with pytest.raises(ActRefused):
        services.deliver(same, people.office_liaison, how="post", proof="XA00000000000")
    assert Letter.objects.get(pk=letter.pk).delivery_proof == "XA12345678944"


def test_who_saw_another_version_changes_nothing(people, received):
    services.confirm(received, people.office_liaison, received.version)
    with pytest.raises(Stale):
        services.assign(received, people.units["registration"], people.office_liaison, received.version)


def test_nobody_sends_what_a_colleague_has_rewritten_since(people, draft):
    seen = draft.application.version
    services.draft_answer(Application.objects.get(), people.registration_handler, outcome="not_held", text="未检索到。")
    with pytest.raises(Stale):
        services.send_answer(draft, people.registration_liaison, DECLARED, seen)
    assert not Case.objects.exists() and Application.objects.get().state == ApplicationState.IN_HAND


@pytest.mark.parametrize("who", ["registration_liaison", "publicity_handler", "farmland_head", "root", "nobody"])
def test_nobody_but_the_office_confirms(people, received, who):
    with pytest.raises(ActRefused):
        services.confirm(received, people.all[who])


def test_an_erased_application_can_t_be_opened_by_anybody_and_the_ledger_verifies(people, answered):
    services.erase(answered, people.office_liaison)
    found = Application.objects.get()
    assert reading.told(found) is None and not ApplicationKey.objects.exists()
    assert reading.text_of(found.letters.first()) is None and found.outcome == "provided"
    assert [problem for problem in verify() if problem.seq] == []


def test_what_is_open_is_not_erased(people, in_hand):
    with pytest.raises(ActRefused):
        services.erase(in_hand, people.office_liaison)


def test_a_year_that_is_entered_counts_the_clocks_again(people):
    with at(datetime(2027, 9, 20, 2, 0, tzinfo=UTC)):
        found = services.submit(**TOLD).application
        found = services.confirm(found, people.office_liaison)
        assert found.provisional
        before = found.due_at
        enter_year(2027, {datetime(2027, 10, day).date(): "国庆节" for day in range(1, 8)}, {}, people.office_liaison)
        found = Application.objects.get()
    assert not found.provisional and found.due_at > before
    assert Entry.objects.filter(act="application.recounted").count() == 1
