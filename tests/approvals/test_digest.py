"""What the daily mail says of cases: what waits, what is overdue, what was decided, and nothing that a person told."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from interaction import services as interaction
from portal.approvals import digest, services
from portal.approvals.models import Case
from portal.approvals.sentences import called, touched
from portal.notices import mails
from portal.notices.models import MailChoice, Notice
from tests.approvals.test_worklist import sent
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db
SECRET = "我家的宅基地被邻居占了"


def sections(person, since=None) -> dict[str, list[str]]:
    found = digest.sections(person, since or timezone.now() - timedelta(days=1))
    return {str(section.title): [text for text, _url in section.lines] for section in found}


def test_what_waits_what_is_overdue_and_what_was_decided(site):
    registration = site.department.registration
    late = sent(site, "late", 9, days_ago=30)
    assert any(late.title in line for line in sections(registration.secrecy)["待您办理"])
    assert any(late.title in line for line in sections(registration.head)["本单位已超期"])
    assert sections(registration.head)["待您办理"] == []
    before = timezone.now()
    services.return_case(late.pk, registration.secrecy, late.version, "有错字")
    (line,) = sections(registration.liaison, before)["已有结果"]
    assert late.title in line and "退回" in line
    assert sections(registration.liaison, timezone.now())["已有结果"] == []


@pytest.fixture
def reply(site) -> Case:
    """The reply to a consultation, sent for approval, whose title quotes what the person told."""
    registration = site.department.registration
    told = {"name": "欧阳春晓", "contact": "ouyang.cx@example.org", "subject": SECRET, "text": SECRET}
    ticket = interaction.submit(**told, wish_public=False).ticket
    ticket = interaction.assign(ticket, registration.unit, site.department.office.liaison)
    draft = interaction.draft_reply(ticket, registration.liaison, private_text=SECRET)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("interaction.kinds.ReplyKind.title", lambda self, subject: SECRET)
        case = interaction.send_reply(draft, registration.liaison, DECLARED)
        case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert case.title == SECRET
    return case


@pytest.mark.clause("O9")
def test_nothing_that_a_person_told_goes_into_a_notice_or_mail(site, reply, mailoutbox):
    registration = site.department.registration
    registration.head.email = "head@example.org"
    registration.head.save()
    MailChoice.objects.create(person=registration.head, how="digest", digest_at=time(0, 1))
    assert any(reply.number in line for line in sections(registration.head)["待您办理"])
    services.return_case(reply.pk, registration.head, reply.version, SECRET)
    again = services.send(reply.pk, registration.liaison, Case.objects.get(pk=reply.pk).version, declaration=DECLARED)
    mail = mails.digest(MailChoice.objects.get(), Notice.objects.filter(person=registration.head))
    assert again.title != SECRET or called(again) != SECRET
    said = [mail.subject, mail.body, *(str(body) for body, _kind in mail.alternatives)]
    said += Notice.objects.values_list("text", flat=True)
    assert not [text for text in said if SECRET in text or "宅基地" in text]


def test_everybody_who_touched_it_hears_of_a_return(site):
    registration = site.department.registration
    case = sent(site)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    Case.objects.filter(pk=case.pk).update(authors=[registration.handler.pk])
    services.return_case(case.pk, registration.head, case.version, "有错字")
    people = {registration.liaison, registration.handler, registration.secrecy, registration.head}
    assert touched(Case.objects.get(pk=case.pk)) == people
    assert {notice.person for notice in Notice.objects.filter(topic="case", text__contains="有错字")} == people
