"""A slogan contest and an online training: sent in on a phone, judged and shortlisted; registered for, and attended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from interaction.activities import services
from interaction.activities.models import Activity, ActivityKind, Entry
from portal.approvals.models import Case
from tests import factories
from tests.interaction.activities.conftest import drafted
from tests.stories.browsing import Enter, decided, declare
from tests.stories.portal_process import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("django_db_setup"),  # before the browser's event loop runs in this thread
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("S2"),
]
PICTURES = ROOT / "test-results" / "contest"
SLOGANS = {"寸土寸心": "珍惜每一寸土地。", "守住红线": "守住耕地红线。"}
PHONE = 390


def picture(page: Page, name: str) -> None:
    """Keep a picture, where nothing stands out at the side."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def opened(enter: Enter, site: factories.Site, kind: str) -> Activity:
    """An activity of registration that its head approved at the desk."""
    staff = site.department.registration
    row = drafted(kind, staff.liaison, staff.unit)
    maker = enter(staff.liaison)
    maker.goto(f"/admin/activities/{row.pk}/")
    declare(maker, "form[action$='/send/']")
    maker.locator("form[action$='/send/'] button").click()
    decided(enter, Case.objects.get(kind="activity"), (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))
    return Activity.objects.get(pk=row.pk)


def take_part(page: Page, activity: Activity, **fields: str) -> None:
    page.goto(f"/interaction/activities/{activity.number}/")
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#entry-number")).to_be_visible()


def publish_result(enter: Enter, site: factories.Site, maker: Page, activity: Activity, text: str) -> None:
    maker.goto(f"/admin/activities/{activity.pk}/result/")
    maker.fill("[name=text]", text)
    declare(maker)
    maker.get_by_role("button", name="送审").click()
    staff = site.department.registration
    case = Case.objects.get(kind="activity_result")
    decided(enter, case, (staff.secrecy, "pass_secrecy"), (staff.head, "agree"))


def test_slogans_are_judged_without_names_shortlisted_and_published(enter: Enter, site: factories.Site) -> None:
    staff, juror = site.department.registration, site.department.planning.handler
    contest = opened(enter, site, ActivityKind.SLOGAN)
    citizen = enter(width=PHONE)
    for slogan, meaning in SLOGANS.items():
        take_part(citizen, contest, slogan=slogan, text=meaning, name="云中雁", contact="13900000001")
    picture(citizen, "thanks-390")

    maker = enter(staff.liaison)
    maker.goto(f"/admin/activities/{contest.pk}/entries/")
    maker.locator(f"#jury input[name=jurors][value='{juror.pk}']").check()
    maker.locator("#jury button").click()
    expect(maker.locator(".messages .success")).to_be_visible()
    picture(maker, "jury")
    judge = enter(juror)
    judge.goto(f"/admin/activities/{contest.pk}/score/")
    expect(judge.locator("main")).not_to_contain_text("云中雁")
    first, second = Entry.objects.order_by("pk")
    judge.fill(f"[name=points-{first.pk}]", "9")
    judge.fill(f"[name=points-{second.pk}]", "6")
    judge.locator("form .gk-actions button").click()
    expect(judge.locator(".messages .success")).to_be_visible()

    maker.goto(f"/admin/activities/{contest.pk}/entries/")
    expect(maker.locator("main")).to_contain_text("9")
    maker.locator(f"[name=entry][value='{first.pk}']").check()
    maker.get_by_role("button", name="将所选设为入围").click()
    expect(maker.locator(".messages .success")).to_be_visible()
    services.close(contest, contest.closes_at + timedelta(minutes=1))
    publish_result(enter, site, maker, contest, "共收到作品两件，评审后一件入围。")
    citizen.goto(f"/interaction/activities/{contest.number}/")
    expect(citizen.locator("main")).to_contain_text("寸土寸心")
    expect(citizen.locator("main")).not_to_contain_text("守住红线")
    expect(citizen.locator("main")).not_to_contain_text("云中雁")
    picture(citizen, "result-390")


def test_a_training_is_registered_for_and_who_came_is_counted(enter: Enter, site: factories.Site) -> None:
    staff = site.department.registration
    training = opened(enter, site, ActivityKind.TRAINING)
    people = [("云中雁", "13900000001"), ("河边树", "13900000002"), ("山里人", "13900000003")]
    for name, contact in people:
        phone = enter(width=PHONE)
        take_part(phone, training, name=name, contact=contact)
    expect(phone.locator("main")).to_contain_text("候补")  # there are two seats
    picture(phone, "waiting-390")

    maker = enter(staff.liaison)
    maker.goto(f"/admin/activities/{training.pk}/entries/")
    expect(maker.locator("main")).to_contain_text("河边树")
    maker.locator(f"[name=entry][value='{Entry.objects.order_by('pk')[0].pk}']").check()
    maker.get_by_role("button", name="登记所选为已参加").click()
    expect(maker.locator(".messages .success")).to_be_visible()
    picture(maker, "attendance")
    services.close(training, training.closes_at + timedelta(minutes=1))
    publish_result(enter, site, maker, training, f"培训已于{timezone.localdate():%Y年%m月%d日}举行。")
    phone.goto(f"/interaction/activities/{training.number}/")
    expect(phone.locator("main")).to_contain_text("培训已于")
    expect(phone.locator("main")).not_to_contain_text("河边树")
    picture(phone, "training-390")
