import pytest

from portal.registers.addresses import Destination, destination, host_for_register, links_in, normal_host, with_parents

HERE, NONE, REFUSED = Destination("here"), Destination("none"), Destination("refused")
EVIL = Destination("site", "evil.example")


@pytest.mark.clause("C3")
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", HERE),
        ("#top", HERE),
        ("?p=2", HERE),
        ("/columns/laws/", HERE),
        ("../laws/", HERE),
        ("公开/目录", HERE),
        ("a/b:c", HERE),
        ("mailto:office@evil.example", NONE),
        ("tel:12345", NONE),
        ("https://evil.example/path?q=1#x", EVIL),
        ("HTTPS://EVIL.example:8443", EVIL),
        ("ftp://evil.example/file", EVIL),
        ("//evil.example/x", EVIL),
        ("///evil.example/x", EVIL),
        ("/\\evil.example", EVIL),
        ("\\\\evil.example", EVIL),
        ("https:\\\\evil.example", EVIL),
        ("https:evil.example", EVIL),
        ("https:///evil.example", EVIL),
        (" \n https://evil.example", EVIL),
        ("ht\ntps://evil.example", EVIL),
        ("/\t/evil.example", EVIL),
        ("https://www.mnr.gov.cn@evil.example/", EVIL),
        ("https://www.mnr.gov.cn:80@evil.example/", EVIL),
        ("https://evil%2eexample/", EVIL),
        ("https://ｅｖｉｌ。example/", EVIL),
        ("https://evil.example./", EVIL),
        ("https://www.mnr.gov.cn\\@evil.example/", Destination("site", "www.mnr.gov.cn")),
        ("https://[::1]:80/", Destination("site", "::1")),
        ("https://192.168.0.1/", Destination("site", "192.168.0.1")),
        ("https://2130706433/", REFUSED),
        ("https://0x7f.1/", REFUSED),
        ("https://", REFUSED),
        ("https://evil example/", REFUSED),
        ("javascript:alert(1)", REFUSED),
        (" JavaScript:alert(1)", REFUSED),
        ("java\nscript:alert(1)", REFUSED),
        ("\x01javascript:alert(1)", REFUSED),
        ("data:text/html,x", REFUSED),
        ("vbscript:x", REFUSED),
        ("file:///etc/passwd", REFUSED),
        ("blob:https://evil.example/x", REFUSED),
    ],
)
def test_where_a_link_leads(url, expected):
    assert destination(url) == expected


def test_hosts_have_one_spelling():
    assert normal_host("WWW.Example.ORG.") == "www.example.org"
    assert normal_host("例子.中国") == normal_host("例子。中国") == "xn--fsqu00a.xn--fiqs8s"
    assert normal_host("a" * 64 + ".org") is None
    assert normal_host("-a.org") is None


@pytest.mark.parametrize(
    "typed", ["www.mnr.gov.cn", " WWW.mnr.gov.cn ", "https://www.mnr.gov.cn/a/b?c", "www.mnr.gov.cn:8080/x"]
)
def test_a_pasted_address_gives_its_host(typed):
    assert host_for_register(typed) == "www.mnr.gov.cn"


def test_domains_above_a_host():
    assert with_parents("gi.mnr.gov.cn") == ["gi.mnr.gov.cn", "mnr.gov.cn", "gov.cn"]
    assert with_parents("localhost") == ["localhost"]
    assert with_parents("10.0.0.1") == ["10.0.0.1"]


@pytest.mark.clause("C3")
def test_every_way_of_leading_out_of_a_text_is_found():
    html = """
        <p>See <a href="https://a.example/?x=1&amp;y=2">A</a>, <A HREF='https://b.example'>B</A>,
        <a href=https://c.example/>C</a> and <a href="https://a.example/?x=1&amp;y=2">A again</a>.</p>
        <img src="https://d.example/p.png" srcset="https://e.example/1.png 1x, https://f.example/2.png 2x">
        <iframe src="https://g.example"></iframe><form action="https://h.example"><button formaction="https://i.example">
        </button></form><object data="https://j.example"></object><video poster="https://k.example/p.jpg"></video>
        <svg><use xlink:href="https://l.example/s.svg#x"/></svg><div style="background: url('https://m.example/b.png')">
        <meta http-equiv="Refresh" content="0; URL=https://n.example"><style>p { background: url(https://o.example/b) }
        </style><a href="&#106;avascript:alert(1)">J</a><a href="/here">here</a><a>nowhere</a><a href>empty</a>
        <!-- <a href="https://comment.example">no</a> -->
    """

    found = links_in(html)

    assert found == [
        "https://a.example/?x=1&y=2", "https://b.example", "https://c.example/", "https://d.example/p.png",
        "https://e.example/1.png", "https://f.example/2.png", "https://g.example", "https://h.example",
        "https://i.example", "https://j.example", "https://k.example/p.jpg", "https://l.example/s.svg#x",
        "https://m.example/b.png", "https://n.example", "https://o.example/b", "javascript:alert(1)", "/here",
    ]  # fmt: skip


@pytest.mark.parametrize("html", ["", "no tags", "<a href='https://a.example", "<", "<a <b", "<!--", "<![CDATA["])
def test_broken_html_is_no_error(html):
    assert isinstance(links_in(html), list)
