import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from portal.notices import services
from portal.notices.panels import NoticeMenuItem, UnreadPanel, badge_text

pytestmark = pytest.mark.django_db
BADGE = Template("{% load notices %}{% unread_badge %}")


def test_the_menu_line_counts(rf, person):
    request = rf.get("/")
    request.user = person
    item = NoticeMenuItem()
    assert str(item.render_component(request).label) == badge_text(0)

    services.notify([person], text="One")
    services.notify([person], text="Two")

    assert "(2)" in item.render_component(request).label
    assert "99+" in badge_text(100)


def test_the_panel_shows_the_newest_and_is_absent_when_all_is_read(person):
    assert UnreadPanel(person).render_html({}) == ""

    for number in range(7):
        services.notify([person], text=f"Plan no. {number}")
    html = UnreadPanel(person).render_html({})
    assert html.count("Plan no.") == 5
    assert "Plan no. 6" in html

    services.mark_read(person)
    assert UnreadPanel(person).render_html({}) == ""


def test_the_badge_of_visitors_and_of_those_who_have_read_all_is_empty(rf, person):
    request = rf.get("/")
    assert BADGE.render(Context({"request": request})).strip() == ""
    request.user = AnonymousUser()
    assert BADGE.render(Context({"request": request})).strip() == ""
    request.user = person
    assert BADGE.render(Context({"request": request})).strip() == ""

    services.notify([person], text="Plan")
    assert "1" in BADGE.render(Context({"request": request}))
