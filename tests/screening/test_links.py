import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.screening.detectors import links
from portal.screening.pages import Line

HOSTS = frozenset({"mnr.gov.cn"})


def found(*texts: str, linked: tuple[str, ...] = ()) -> list[str]:
    return [item.excerpt for item in links.find(linked, [Line(text) for text in texts], 1, HOSTS)]


@pytest.mark.clause("C3")
@pytest.mark.parametrize(
    "address",
    [
        "http://www.example.com/a?b=1",
        "www.example.com",
        "https://example.org",
        "example.com.cn/x",
        "https://mnr.gov.cn.evil.com",
    ],
)
def test_addresses_of_unregistered_sites(address):
    assert found(f"请登录 {address} 查询。") == [address]
    assert found(linked=(address if "//" in address else f"http://{address}",))


@pytest.mark.parametrize(
    "text",
    ["见 https://www.mnr.gov.cn/a", "邮箱 someone@example.com", "第3.1.2节", "文件 a.docx", "mnr.gov.cn", "共12.5公顷"],
)
def test_registered_sites_mail_and_numbers(text):
    assert found(text) == []


def test_mail_anchors_and_own_pages_are_fine():
    assert found(linked=("mailto:a@example.com", "#top", "tel:12345")) == []


def test_a_function_may_decide():
    assert links.find(["http://a.cn/x"], [], 1, lambda address: address == "http://a.cn/x") == []


def test_one_find_for_an_address_and_its_text():
    assert len(found("http://bad.example.com/", linked=("http://bad.example.com",))) == 1


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text):
    links.find([text], [Line(text)], 1, HOSTS)
