from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from search.models import SearchedWords
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, department):
    def read(person=None, **parameters: str):
        client.force_login(person or department.office.head)
        return client.get(reverse("searched:words"), parameters)

    return read


def put(words: str, asked: int, nothing_found: int = 0, days_ago: int = 0) -> None:
    day = factories.today() - timedelta(days=days_ago)
    SearchedWords.objects.create(day=day, words=words, asked=asked, nothing_found=nothing_found)


def test_the_office_sees_the_words_of_a_period_with_a_link_to_the_search(page) -> None:
    put("补贴 <b>", 3, 2)
    put("规划", 9, days_ago=40)
    put("张三", 2)
    html = page().content.decode()
    assert 'href="/search/?q=%E8%A1%A5%E8%B4%B4%20%3Cb%3E"' in html and "<td>3</td><td>2</td>" in html
    assert "规划" not in html and "张三" not in html and "<b>" not in html
    longer = page(days="90").content.decode()
    assert "规划" in longer and "张三" not in longer


@pytest.mark.parametrize("days", ["", "7", "-1", "x" * 99, "30"])
def test_any_other_period_is_the_shorter_one(page, days: str) -> None:
    assert page(days=days).context["days"] == 30


def test_lists_are_bounded(page) -> None:
    for number in range(60):
        put(f"词{number}", 3, 1)
    context = page().context
    assert (len(context["most_asked"]), len(context["in_vain"])) == (50, 50)


def test_what_was_found_and_never_opened_is_listed(page) -> None:
    for number in range(60):
        put(f"词{number}", 4, 1)
    response = page()
    assert len(response.context["never_followed"]) == 50
    assert "词0" in response.content.decode().split("找到结果但从未点开")[1]


def test_nobody_else_sees_them(page, department) -> None:
    assert page(department.registration.head).status_code == 302
    assert page(department.office.head).status_code == 200
