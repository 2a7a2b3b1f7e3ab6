"""What units ask for about sections, in one list: every kind, where it lies now, drafts and what has no case yet."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from columns.models import HandoverRequest, OpeningRequest, ReopeningRequest, RetirementRequest
from columns.sections import requested
from portal.approvals import services
from portal.approvals.models import Case
from tests import factories, topics
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5"), pytest.mark.clause("C6")]


def opening(site, slug: str = "guide", **fields) -> OpeningRequest:
    registration = site.department.registration
    values = {"title": "登记指南", "parent": site.section, "purpose": "公开", "update_days": 90, **fields}
    return OpeningRequest.objects.create(
        slug=slug, owner_unit=registration.unit, made_by=registration.liaison, **values
    )


def sent(site, request) -> Case:
    liaison = site.department.registration.liaison
    case = services.open_case(request, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED)


def rows(client, person, query: str = "") -> list[dict]:
    client.force_login(person)
    answer = client.get(f"{reverse('sections:requests')}?{query}")
    assert answer.status_code == 200
    return answer.context["rows"]


def titles(client, person, query: str = "") -> list[str]:
    return [row["title"] for row in rows(client, person, query)]


def test_every_kind_of_request_of_the_own_unit_is_listed_for_everybody_in_it(client, site):
    registration, farmland = site.department.registration, site.department.farmland
    factories.public_disclosure(site)
    about = {"page": site.column, "reason": "机构改革", "made_by": registration.liaison}
    services.open_case(HandoverRequest.objects.create(to_unit=farmland.unit, **about), registration.liaison)
    factories.retire(site)
    services.open_case(ReopeningRequest.objects.create(**about), registration.liaison)
    services.open_case(opening(site), registration.liaison)
    found = titles(client, registration.handler)
    assert found[:2] == ["开设栏目：登记指南", "恢复：政策文件"] and found[-1] == "开设栏目：政策文件"
    assert set(found[2:-1]) == {f"移交：政策文件，由{farmland.unit}承接", "撤销：政策文件"}
    assert titles(client, farmland.handler) == []


def test_changes_of_a_sections_page_are_among_them(client, site):
    topic = topics.open_topic(site)
    topics.publish(site, topic)
    farmland = site.department.farmland
    assert titles(client, farmland.handler) == ["耕地保护", "开设专题专栏：耕地保护"]


def test_it_says_at_which_desk_it_lies_and_with_whom(client, site):
    registration = site.department.registration
    case = sent(site, opening(site))
    [row] = [row for row in rows(client, registration.liaison) if row["title"].endswith("登记指南")]
    assert row["place"] == {"text": "保密审查", "note": str(registration.secrecy)} and row["state"] == ""
    assert row["url"] == reverse("approvals:case", args=[case.pk])
    services.return_case(case.pk, registration.secrecy, case.version, "写清楚")
    [row] = rows(client, registration.liaison, "state=returned")
    assert row["place"] == {"text": "在申请人处", "note": str(registration.liaison)}
    assert row["url"] == reverse("sections:request", args=["section_opening", case.subject_id])
    [row] = rows(client, registration.head, "state=returned")
    assert row["url"] == reverse("approvals:case", args=[case.pk])


def test_by_state_with_counts_of_the_states_that_occur(client, site):
    registration = site.department.registration
    services.open_case(opening(site), registration.liaison)
    client.force_login(registration.liaison)
    answer = client.get(reverse("sections:requests"))
    assert [(state, number) for state, _label, number in answer.context["counts"]] == [
        ("drafting", 1),
        ("carried_out", 1),
    ]
    assert titles(client, registration.liaison, "state=drafting") == ["开设栏目：登记指南"]
    for wrong in ("state=refused", "state=nothing"):
        page = client.get(f"{reverse('sections:requests')}?{wrong}")
        assert page.context["rows"] == [] and "没有符合条件的申请。" in page.content.decode()


def test_what_was_kept_without_a_case_is_not_lost(client, site):
    """Somebody whose post had ended kept a request: no case could be made of it."""
    registration = site.department.registration
    without = opening(site)
    client.force_login(registration.liaison)
    answer = client.get(reverse("sections:requests"))
    [row] = answer.context["unfiled"]
    assert row["url"] == reverse("sections:request", args=["section_opening", without.pk])
    assert "登记指南" in answer.content.decode() and "登记指南" not in str(titles(client, registration.head))


def test_the_office_sees_what_it_asked_for_another_unit(client, site):
    office = site.department.office
    factories.public_disclosure(site)
    request = RetirementRequest.objects.create(page=site.column, reason="长期不更新", made_by=office.liaison)
    services.open_case(request, office.liaison)
    assert "撤销：政策文件" in titles(client, office.liaison)
    assert "撤销：政策文件" in titles(client, site.department.registration.liaison)
    assert "撤销：政策文件" not in titles(client, site.department.farmland.liaison)


def test_it_is_bounded_and_costs_as_much_for_many_as_for_few(client, site):
    registration = site.department.registration

    def more(first: int, last: int) -> None:
        for place in range(first, last):
            case = sent(site, opening(site, f"more-{place}"))
            if place % 3 == 0:
                case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
            if place % 6 == 0:
                services.agree(case.pk, registration.head, case.version)

    def asked() -> int:
        client.get(reverse("sections:requests"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("sections:requests"))
        return len(captured)

    client.force_login(registration.liaison)
    more(0, 4)
    few = asked()
    more(4, 35)
    assert asked() == few
    assert len(rows(client, registration.liaison)) == 30
    assert len(rows(client, registration.liaison, "page=2")) == 6  # with the column's own opening


def test_nobody_asks_for_nothing(client, site):
    person = factories.UserFactory()
    assert not requested.cases_of(person).exists() and requested.unfiled(person) == []
