"""Counting tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone

from portal.organisation.limits import Limit, address_of

TWICE = Limit("test", 2, 60)


def test_a_limit_is_reached_and_ends():
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        TWICE.count_up("a")
        assert not TWICE.reached("a")
        TWICE.count_up("a")
        assert TWICE.reached("a")
        assert not TWICE.reached("b")
        clock.move_to(start + timedelta(seconds=61))
        assert not TWICE.reached("a")


def test_of_many_at_once_no_more_get_through():
    limit = Limit("test-at-once", 10, 60)
    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(lambda _try: limit.take("a"), range(200))) == 10
    assert limit.reached("a")


def test_a_try_that_is_given_back_can_be_taken_again():
    for _time in range(2 * TWICE.count):
        assert TWICE.take("a")
        TWICE.give_back("a")
    assert TWICE.take("a") and TWICE.take("a") and not TWICE.take("a")
    TWICE.give_back("a")
    assert TWICE.take("a") and not TWICE.take("a")
    TWICE.give_back("nobody")


def test_counts_stay_when_the_cache_of_pages_is_full():
    TWICE.count_up("a")
    cache.clear()
    assert TWICE.count_up("a") == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_a_network_counts_once(one, other, same):
    make = RequestFactory().get
    assert (address_of(make("/", REMOTE_ADDR=one)) == address_of(make("/", REMOTE_ADDR=other))) is same


def test_no_address_is_no_error():
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="")) == ""


OWN = ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("seen", "said", "counted"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "192.0.2.66, 198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.7, ::ffff:10.0.0.2", "198.51.100.7"),
    ],
)
def test_what_own_proxies_saw_counts_and_nothing_a_visitor_writes(settings, seen, said, counted):
    settings.GONGKAI = {**settings.GONGKAI, "TRUSTED_PROXIES": OWN}
    request = RequestFactory().get("/", REMOTE_ADDR=seen, HTTP_X_FORWARDED_FOR=said)
    assert address_of(request) == counted
