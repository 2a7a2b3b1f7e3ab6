"""What keeps an item or a request from being sent: all of it at once, each as a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from wagtail.images.tests.utils import get_test_image_file

from columns import validation
from columns.models import Disclosure
from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.files.models import Image
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


def test_a_sound_document_has_no_problem(site):
    assert list(validation.item_problems(factories.draft_disclosure(site))) == []


def test_everything_wrong_is_said_at_once(site):
    today = factories.today()
    page = Disclosure(
        title="通知",
        document_number="第八号",
        formed_on=today + timedelta(days=1),
        effective_on=today,
        expires_on=today - timedelta(days=1),
    )
    assert [field for field, _ in validation.disclosure_field_problems(page)] == [
        "document_number",
        "formed_on",
        "expires_on",
    ]
    # The empty text and the missing topic beside them.
    assert len(list(validation.item_problems(page))) == 5


def test_what_a_tile_still_wants_keeps_an_item_from_being_sent(site):
    picture = Image.objects.create(title="监测点", file=get_test_image_file(filename="map.png"))
    said = {"image": picture.pk, "alt": "✎【图片内容】"}
    page = factories.draft_disclosure(site, body=[*factories.tile("正文"), {"type": "image", "value": said}])
    (place,) = validation.item_problems(page)
    assert "✎【图片内容】" in place


@pytest.mark.clause("D3")
@pytest.mark.parametrize("fields", [{"body": []}, {"formed_on": None}, {"body": [], "formed_on": None}])
def test_it_is_not_sent_and_every_reason_is_given(site, fields):
    page = factories.draft_disclosure(site, **fields)
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    with pytest.raises(ActRefused) as refused:
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert len(refused.value.reasons) == len(fields)
    assert Case.objects.get(pk=case.pk).state == "drafting"


def test_a_document_that_expires_on_the_day_it_comes_into_force_is_allowed():
    page = Disclosure(effective_on=factories.today(), expires_on=factories.today())
    assert list(validation.disclosure_field_problems(page)) == []


@pytest.mark.clause("A2")
def test_a_day_that_the_text_names_is_missed_when_it_is_sent(site):
    body = [{"type": "rich_text", "value": "<p>本通知自2026年1月1日起施行，有效期至2027年12月31日。</p>"}]
    page = factories.draft_disclosure(site, body=body)
    assert ["2026-01-01" in said or "2027-12-31" in said for said in validation.item_problems(page)] == [True, True]
    page.effective_on, page.expires_on = date(2026, 1, 1), date(2027, 12, 31)
    assert list(validation.item_problems(page)) == []


@pytest.mark.clause("A2")
@pytest.mark.parametrize(
    ("effect", "effective", "expires", "now"),
    [
        ("in_force", None, None, "in_force"),
        ("in_force", 1, None, "pending"),
        ("pending", -1, None, "in_force"),
        ("pending", 1, None, "pending"),
        ("in_force", -9, -1, "expired"),
        ("in_force", -9, 0, "in_force"),
        ("repealed", 1, None, "repealed"),
    ],
)
def test_whether_it_is_in_force_follows_its_dates(effect, effective, expires, now):
    day = {days: factories.today() + timedelta(days=days) for days in (effective, expires) if days is not None}
    page = Disclosure(effect=effect, effective_on=day.get(effective), expires_on=day.get(expires))
    assert page.effect_now == now
