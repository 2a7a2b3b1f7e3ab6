import pytest
from django.core.exceptions import ValidationError

from portal.oa.models import System


def system(**values) -> System:
    return System(**{"code": "oa", "name": "办公系统", "scopes": ["read"], **values})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"addresses": "10.0.0.0/8\nhere"}, "addresses"), ({"addresses": "10.0.0.0/99"}, "addresses"),
        ({"webhook_url": "http://oa.gov.cn/", "webhook_hosts": "oa.gov.cn"}, "webhook_url"),
        ({"webhook_url": "oa.gov.cn", "webhook_hosts": "oa.gov.cn"}, "webhook_url"),
        ({"webhook_url": "https://a:b@oa.gov.cn/", "webhook_hosts": "oa.gov.cn"}, "webhook_url"),
        ({"webhook_url": "https://oa.gov.cn/", "webhook_hosts": "gov.cn"}, "webhook_hosts"),
        ({"webhook_url": "https://oa.gov.cn/"}, "webhook_hosts"),
    ],
)  # fmt: skip
def test_what_isnt_right_is_said_at_the_field(values, field):
    with pytest.raises(ValidationError) as refused:
        system(**values).clean()
    assert list(refused.value.message_dict) == [field]


def test_what_is_right_passes(settings, monkeypatch):
    system(addresses="10.0.0.0/8\n\n 192.0.2.1 ", webhook_url="https://oa.gov.cn/x", webhook_hosts="oa.gov.cn").clean()
    monkeypatch.setitem(settings.GONGKAI, "OA_PLAIN_HTTP_HOSTS", ["oa.intranet"])
    system(webhook_url="http://oa.intranet:8080/", webhook_hosts="oa.intranet").clean()


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("10.1.2.3", True),
        ("192.0.2.1", True),
        ("192.0.2.2", False),
        ("::1", False),
        ("", False),
        ("2001:db8:1:2::/64", True),
        ("2001:db8:1:3::/64", False),
    ],
)
def test_addresses_are_networks_or_single_ones(address, fits):
    assert system(addresses="10.0.0.0/8\n192.0.2.1\n2001:db8:1:2::7").calls_from(address) is fits
    assert system().calls_from(address) is True
