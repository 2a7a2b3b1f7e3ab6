"""A third party is heard: what they say is kept, decided with, and answered where it isn't followed (article 32)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from interaction.applications import letters, permissions, reading, services
from interaction.applications.kinds import AnswerKind
from interaction.applications.models import Application, Letter, Pause
from interaction.applications.states import ApplicationState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db
WHY = "附图载有我公司未公开的勘查数据，属商业秘密。"
NOTICE = "已公开附图一至三，涉及征地补偿范围，事关被征地群众切身利益。"


@pytest.fixture
def asked(people, in_hand) -> Application:
    services.pause(in_hand, people.office_liaison, whom="third_party", text="拟公开贵方提交的附图。")
    return Application.objects.get()


@pytest.fixture
def refused(people, asked) -> Application:
    return services.hear(asked, people.office_liaison, heard="refuses", reasons=WHY)


def answer(people, application, outcome="provided") -> Case:
    """Have the unit answer, and everybody agree."""
    draft = services.draft_answer(application, people.registration_liaison, outcome=outcome, text="附图见附件。")
    case = services.send_answer(draft, people.registration_liaison, DECLARED, draft.application.version)
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    case = approvals.agree(case.pk, people.registration_head, case.version)
    return approvals.agree(case.pk, people.office_head, case.version)


def test_what_they_say_is_kept_sealed_and_the_clock_goes_on(asked, refused):
    pause = Pause.objects.get()
    assert refused.state == ApplicationState.IN_HAND and pause.ended_at and pause.heard == "refuses"
    assert WHY.encode() not in bytes(pause.sealed_reasons) and reading.reasons_of(pause) == WHY
    entry = Entry.objects.get(act="application.hear")
    assert entry.data["heard"] == "refuses" and WHY not in str(entry.data)


def test_who_does_not_agree_says_why(people, asked):
    for heard in ("refuses", "in_part"):
        with pytest.raises(ActRefused):
            services.hear(asked, people.office_liaison, heard=heard, reasons=" ")
    assert services.hear(asked, people.office_liaison, heard="silent").state == ApplicationState.IN_HAND


def test_only_the_office_notes_it_and_only_of_a_third_party(people, asked, in_hand):
    for person in (people.registration_liaison, people.farmland_head):
        with pytest.raises(ActRefused):
            services.hear(asked, person, heard="agrees")
    with pytest.raises(ActRefused):
        services.resume(asked, people.office_liaison)  # that is for another agency
    heard = services.hear(asked, people.office_liaison, heard="agrees")
    services.pause(heard, people.office_liaison, whom="agency")
    with pytest.raises(ActRefused):
        services.hear(Application.objects.get(), people.office_liaison, heard="agrees")


def test_whoever_decides_reads_what_they_said(client, people, refused):
    draft = services.draft_answer(refused, people.registration_liaison, outcome="provided", text="附图见附件。")
    case = services.send_answer(draft, people.registration_liaison, DECLARED, draft.application.version)
    rows = str(AnswerKind().summary(case, people.registration_head))
    assert WHY in rows and "不同意公开" in rows and "重大影响" in rows
    assert WHY not in str(AnswerKind().summary(case, people.farmland_head))
    draft.outcome = "third_party"
    assert AnswerKind().warnings(draft) == []


def test_disclosed_against_their_will_they_are_told_in_writing_once(people, refused):
    answer(people, refused)
    found = Application.objects.get()
    assert found in permissions.waiting_for(people.office_liaison)
    letter = services.notify_third_party(found, people.office_liaison, text=NOTICE)
    assert letter.kind == Letter.Kind.NOTICE and letter not in reading.letters_for_applicant(found)
    assert not Application.objects.owing_notice().exists()
    with pytest.raises(ActRefused):
        services.notify_third_party(Application.objects.get(), people.office_liaison, text=NOTICE)


@pytest.mark.parametrize(
    ("heard", "outcome"), [("agrees", "provided"), ("silent", "provided"), ("refuses", "third_party")]
)
def test_nobody_is_owed_a_notice_where_nothing_is_disclosed_against_anybodys_will(people, asked, heard, outcome):
    reasons = WHY if heard == "refuses" else ""
    answer(people, services.hear(asked, people.office_liaison, heard=heard, reasons=reasons), outcome)
    found = Application.objects.get()
    assert not Application.objects.owing_notice().exists()
    with pytest.raises(ActRefused):
        services.notify_third_party(found, people.office_liaison, text=NOTICE)


def test_the_letter_names_nobody_who_applied(people, refused):
    answer(people, refused)
    letter = services.notify_third_party(Application.objects.get(), people.office_liaison, text=NOTICE)
    composed = letters.compose(letter)
    words = "\n".join([composed.title, composed.addressee, *composed.paragraphs])
    assert NOTICE in words and "司徒映雪" not in words and "征地补偿安置方案" not in words


def test_the_last_word_counts(people, refused):
    services.pause(refused, people.office_liaison, whom="third_party", text="经删减后拟公开。")
    answer(people, services.hear(Application.objects.get(), people.office_liaison, heard="agrees"))
    assert not Application.objects.owing_notice().exists()


def test_through_the_page(client, people, asked):
    client.force_login(people.office_liaison, backend="portal.organisation.backends.PostBackend")
    address = reverse("applications_admin:act", args=[asked.pk, "hear"])
    wrong = client.post(address, {"version": asked.version, "heard": "refuses", "reasons": ""})
    assert wrong.status_code == 422 and "请填写第三方的理由" in wrong.content.decode()
    done = client.post(address, {"version": asked.version, "heard": "refuses", "reasons": WHY}, follow=True)
    assert WHY in done.content.decode()


def test_with_the_application_their_reasons_are_erased(people, refused):
    answer(people, refused)
    services.erase(Application.objects.get(), people.office_liaison)
    assert reading.reasons_of(Pause.objects.get()) == "" and not Application.objects.owing_notice().exists()
