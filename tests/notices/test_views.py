import pytest
from django.urls import reverse

from portal.notices import services
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_an_empty_list_says_so(client, person):
    client.force_login(person)

    answer = client.get(reverse("notices:list"))

    assert answer.status_code == 200
    assert "<time" not in answer.content.decode()
    assert "还没有" in answer.content.decode() or "Nothing here yet" in answer.content.decode()
    assert reverse("notices:read_all") not in answer.content.decode()


def test_people_see_their_own_notices_newest_first(client, person, other):
    services.notify([person], text="Older plan")
    services.notify([person], text="Newer plan")
    services.notify([other], text="Of somebody else")
    client.force_login(person)

    page = client.get(reverse("notices:list")).content.decode()

    assert page.index("Newer plan") < page.index("Older plan")
    assert "Of somebody else" not in page


def test_texts_are_shown_as_text(client, person):
    services.notify([person], text="<script>alert(1)</script>")
    client.force_login(person)

    assert "<script>alert(1)" not in client.get(reverse("notices:list")).content.decode()


def test_long_lists_have_pages_and_cost_the_same(client, person, django_assert_max_num_queries):
    for number in range(65):
        services.notify([person], text=f"Plan no. {number:03}")
    client.force_login(person)
    client.get(reverse("notices:list"))

    with django_assert_max_num_queries(25):
        first = client.get(reverse("notices:list")).content.decode()
    last = client.get(reverse("notices:list"), {"p": "3"}).content.decode()

    assert first.count("Plan no.") == 30
    assert last.count("Plan no.") == 5
    assert client.get(reverse("notices:list"), {"p": "nonsense"}).status_code == 200


def test_only_unread(client, person):
    (read,) = services.notify([person], text="Seen plan")
    services.mark_read(person, [read.pk])
    services.notify([person], text="New plan")
    client.force_login(person)

    page = client.get(reverse("notices:list"), {"unread": "1"}).content.decode()

    assert "New plan" in page
    assert "Seen plan" not in page


def test_following_a_notice_reads_it(client, person):
    (notice,) = services.notify([person], text="Plan", url="/admin/pages/")
    client.force_login(person)

    answer = client.get(reverse("notices:follow", args=[notice.pk]))

    assert (answer.status_code, answer.url) == (302, "/admin/pages/")
    assert services.unread_count(person) == 0


@pytest.mark.parametrize("url", ["", "https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_no_notice_leads_out_of_the_portal(client, person, url):
    (notice,) = services.notify([person], text="Plan", url=url)
    client.force_login(person)

    assert client.get(reverse("notices:follow", args=[notice.pk])).url == reverse("notices:list")


def test_notices_of_others_do_not_exist(client, person, other):
    (notice,) = services.notify([other], text="Plan", url="/admin/")
    client.force_login(person)

    assert client.get(reverse("notices:follow", args=[notice.pk])).status_code == 404
    assert services.unread_count(other) == 1


def test_marking_all_as_read_takes_a_post(client, person, other):
    services.notify([person, other], text="Plan")
    client.force_login(person)

    assert client.get(reverse("notices:read_all")).status_code == 405
    assert services.unread_count(person) == 1
    assert client.post(reverse("notices:read_all")).status_code == 302
    assert services.unread_count(person) == 0
    assert services.unread_count(other) == 1


def test_visitors_are_sent_to_sign_in(client, person):
    services.notify([person], text="Plan")

    for url in (reverse("notices:list"), reverse("notices:follow", args=[Notice.objects.get().pk])):
        assert client.get(url).status_code == 302
    assert services.unread_count(person) == 1
