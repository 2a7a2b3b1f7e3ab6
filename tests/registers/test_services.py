from datetime import date, timedelta

import pytest
from django.core.cache import cache
from wagtail.models import Site

from portal.registers import services
from portal.registers.models import LinkTarget, SiteMarks

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


def target(host: str, until: date | None = None) -> LinkTarget:
    return LinkTarget.objects.create(host=host, name=host, level=3, evidence="No. 1", valid_until=until)


def marks(name: str = "Department") -> SiteMarks:
    return SiteMarks.objects.create(organisation_name=name, identification_code="4400000001", sponsor="Department")


@pytest.mark.clause("C3")
class TestLinks:
    def test_only_registered_sites_and_those_below_them(self):
        target("mnr.gov.cn")

        assert services.is_registered("https://mnr.gov.cn/x", DAY)
        assert services.is_registered("https://gi.mnr.gov.cn/x", DAY)
        assert services.is_registered("//GI.mnr.gov.cn/x", DAY)
        assert not services.is_registered("https://fakemnr.gov.cn", DAY)
        assert not services.is_registered("https://mnr.gov.cn.evil.example", DAY)
        assert not services.is_registered("https://mnr.gov.cn@evil.example", DAY)
        assert not services.is_registered("https://gov.cn", DAY)

    def test_evidence_holds_until_its_last_day(self):
        target("mnr.gov.cn", until=DAY)

        assert services.is_registered("https://mnr.gov.cn", DAY)
        assert not services.is_registered("https://mnr.gov.cn", DAY + timedelta(days=1))

    def test_without_a_day_today_counts(self, time_machine):
        target("mnr.gov.cn", until=DAY)

        time_machine.move_to("2026-11-02 23:30 +0800")
        assert services.is_registered("https://mnr.gov.cn")
        time_machine.move_to("2026-11-03 00:30 +0800")
        assert not services.is_registered("https://mnr.gov.cn")

    def test_the_nearest_row_decides(self):
        target("mnr.gov.cn")
        target("old.mnr.gov.cn", until=DAY - timedelta(days=1))

        assert not services.is_registered("https://www.old.mnr.gov.cn", DAY)
        assert services.is_registered("https://new.mnr.gov.cn", DAY)

    def test_the_portal_itself_is_fine_by_every_name(self, settings):
        settings.ALLOWED_HOSTS = ["portal.example.org", "*"]
        settings.WAGTAILADMIN_BASE_URL = "https://staff.example.org:8443"
        sites = [f"http://{name}/" for name in Site.objects.values_list("hostname", flat=True)]

        for url in (
            "",
            "/a/",
            "#x",
            "https://portal.example.org/a",
            "//portal.example.org",
            "http://staff.example.org",
        ):
            assert services.is_registered(url, DAY), url
        assert services.unregistered(sites, DAY) == []
        assert not services.is_registered("https://example.org", DAY)
        assert not services.is_registered("https://x.portal.example.org", DAY)

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "java\tscript:x", "https://"])
    def test_script_and_data_never(self, url):
        target("mnr.gov.cn")

        assert not services.is_registered(url, DAY)

    def test_mail_and_telephone_are_fine(self):
        assert services.is_registered("mailto:office@example.org", DAY)
        assert services.is_registered("tel:12345", DAY)

    def test_many_links_cost_two_queries(self, django_assert_num_queries):
        target("mnr.gov.cn")
        urls = ["/a/", "https://mnr.gov.cn/1", *[f"https://s{n}.example/" for n in range(40)], "javascript:x"]

        with django_assert_num_queries(2):
            found = services.unregistered(urls, DAY)
        with django_assert_num_queries(0):
            services.unregistered(["/a/", "#b"], DAY)

        assert found == urls[2:]

    def test_expired_targets_are_reported(self):
        target("mnr.gov.cn")
        target("fresh.example", until=DAY)
        old = target("old.example", until=DAY - timedelta(days=1))

        assert services.expired_targets(DAY) == [old]


class TestMarks:
    def test_none_before_any_are_live(self):
        marks()

        assert services.site_marks() is None

    def test_one_version_is_live_and_the_former_stays(self, make_live):
        first, second = marks("First"), marks("Second")

        make_live(first)
        assert services.site_marks() == first
        make_live(second)
        make_live(second)

        assert services.site_marks() == second
        assert second.live
        assert list(SiteMarks.objects.filter(live=True)) == [second]
        assert SiteMarks.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_live_marks_are_cached_and_a_change_shows_at_once(make_live, django_assert_num_queries):
    cache.clear()
    first, second = marks("First"), marks("Second")
    make_live(first)
    assert services.site_marks() == first
    with django_assert_num_queries(0):
        assert services.site_marks() == first

    make_live(second)

    assert services.site_marks() == second
    services.forget_marks()
