"""The department's people, and a question as somebody asks it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from interaction import limits, services
from interaction.models import Ticket
from portal.approvals import services as approvals
from portal.organisation.limits import Limit
from tests import factories
from tests.factories import DECLARED

QUESTION = {
    "name": "欧阳春晓",
    "contact": "ouyang.cx@example.org",
    "subject": "宅基地转移登记要带哪些材料",
    "text": "我家老宅在青石沟村，想把登记转到我女儿名下，请问要带哪些材料，几天能办完？",
}
PUBLIC = {
    "public_title": "宅基地使用权转移登记需要哪些材料",
    "public_question": "家庭成员之间转移宅基地使用权，登记时要带哪些材料？",
    "public_answer": "请携带身份证明、原不动产权证书和转移证明材料，五个工作日办结。",
}


UNITS = ("office", "publicity", "registration", "farmland")
POSTS = ("head", "liaison", "secrecy", "handler", "leader")


@pytest.fixture
def people(department: factories.Department) -> SimpleNamespace:
    """Return everybody by unit and post (``office_liaison``), also as ``all``, and ``units`` by name.

    ``root`` is a superuser without a post, ``nobody`` has none of both.
    """
    staff = {unit: getattr(department, unit) for unit in UNITS}
    everybody = {f"{unit}_{post}": getattr(staff[unit], post) for unit in UNITS for post in POSTS}
    everybody["root"] = factories.UserFactory(username="root", is_superuser=True, is_staff=True)
    everybody["nobody"] = factories.UserFactory(username="nobody")
    return SimpleNamespace(all=everybody, units={name: row.unit for name, row in staff.items()}, **everybody)


@pytest.fixture
def petitions(people):
    """Return the people of the petition office, with a leader in charge."""
    return factories.staffed_unit("petition", "petition_office")


@pytest.fixture
def window(people):
    """Return the people of the document window."""
    return factories.staffed_unit("window", "document_window")


@pytest.fixture
def receipt(people):
    """Return the receipt of a question that was just sent."""
    return services.submit(**QUESTION, wish_public=True)


@pytest.fixture
def ticket(receipt):
    return receipt.ticket


def passed(people, case):
    """Have the registration's secrecy reviewer pass a reply: it waits for the head."""
    return approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)


@pytest.fixture
def assigned(people, ticket):
    return services.assign(ticket, people.units["registration"], people.office_liaison)


@pytest.fixture
def draft(people, assigned):
    """Return a public reply that the registration's liaison wrote."""
    return services.draft_reply(
        assigned,
        people.registration_liaison,
        private_text="欧阳女士，请周四上午来二号窗口。",
        audience="public",
        **PUBLIC,
    )


@pytest.fixture
def case(people, draft):
    """Return the case of that reply, waiting for the head."""
    return passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))


@pytest.fixture
def answered(people, case):
    """Return the ticket once the head has approved."""
    approvals.agree(case.pk, people.registration_head, case.version)
    return Ticket.objects.get()


@pytest.fixture
def signed_in(client):
    """Return a function that signs somebody in."""

    def sign_in(person):
        client.force_login(person, backend="portal.organisation.backends.PostBackend")
        return client

    return sign_in


@pytest.fixture
def unchallenged(monkeypatch):
    """Much may come from one address without a challenge: for tests of the limits behind it."""
    monkeypatch.setattr(limits, "CALM", Limit("calm", 10_000, 600))
