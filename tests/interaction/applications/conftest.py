"""An application as somebody hands it in, at the stages it passes."""

from __future__ import annotations

import pytest

from interaction.applications import services
from interaction.applications.models import Application
from portal.approvals import services as approvals
from tests.factories import DECLARED

PERSON = {
    "name": "司徒映雪",
    "identity": "110101199003071233",
    "representative": "",
    "contact": "13900000001",
    "address": "岭西市榕树街七号",
}
REQUEST = {"wanted": "二〇二五年榕树片区征地补偿安置方案及附图", "purpose": "了解补偿标准", "form": "file"}
TOLD = {"applicant": "person", "answer_by": "portal", "person": PERSON, "request": REQUEST}
ANSWER = "方案全文附后，附图可到档案室查阅，凭证件领取紫杉袋。"


@pytest.fixture
def receipt(people):
    return services.submit(**TOLD)


@pytest.fixture
def received(receipt) -> Application:
    return receipt.application


@pytest.fixture
def in_hand(people, received) -> Application:
    """Confirmed, and with the registration."""
    return services.assign(received, people.units["registration"], people.office_liaison)


@pytest.fixture
def draft(people, in_hand):
    return services.draft_answer(in_hand, people.registration_liaison, outcome="provided", text=ANSWER)


@pytest.fixture
def case(people, draft):
    """The answer's case, past the secrecy reviewer: it waits for the unit head."""
    case = services.send_answer(draft, people.registration_liaison, DECLARED, draft.application.version)
    return approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)


@pytest.fixture
def answered(people, case) -> Application:
    case = approvals.agree(case.pk, people.registration_head, case.version)
    approvals.agree(case.pk, people.office_head, case.version)
    return Application.objects.get()
