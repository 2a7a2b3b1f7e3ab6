"""The meta tags that inspectors read."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from portal.theme.meta import PageMeta, site_tags


def test_article_tags_come_in_the_order_of_the_guide() -> None:
    meta = PageMeta(
        column_name="政策文件",
        article_title="关于规范登记的通知",
        pub_date=datetime(2026, 11, 20, 2, 15, tzinfo=UTC),
        content_source="岭海省自然资源厅",
        keywords=["登记", "档案"],
    )
    assert meta.tags() == [
        ("ColumnName", "政策文件"),
        ("ArticleTitle", "关于规范登记的通知"),
        ("PubDate", "2026-11-20 10:15"),
        ("ContentSource", "岭海省自然资源厅"),
        ("Keywords", "登记,档案"),
    ]


def test_a_date_without_time_invents_none() -> None:
    assert ("PubDate", "2026-11-16") in PageMeta(pub_date=date(2026, 11, 16)).tags()


def test_unknown_date_writes_no_tag() -> None:
    assert PageMeta(article_title="标题").tags() == [("ArticleTitle", "标题")]


def test_line_breaks_do_not_reach_a_tag() -> None:
    assert PageMeta(description="第一行\n  第二行").tags() == [("Description", "第一行 第二行")]


def test_site_tags_stand_on_every_page_even_before_the_marks_exist() -> None:
    assert site_tags(None, "example.gov.cn") == [
        ("SiteName", ""),
        ("SiteDomain", "example.gov.cn"),
        ("SiteIDCode", ""),
    ]
    marks = SimpleNamespace(organisation_name="岭海省自然资源厅", identification_code="0000000000")
    assert site_tags(marks, "example.gov.cn")[0] == ("SiteName", "岭海省自然资源厅")
    assert site_tags(marks, "example.gov.cn")[2] == ("SiteIDCode", "0000000000")
