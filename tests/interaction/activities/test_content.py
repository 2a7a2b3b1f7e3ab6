"""Cutting a draft into its articles."""

from interaction.activities.content import split_clauses


def headings(text):
    return [(row["heading"], row["text"]) for row in split_clauses(text)]


def test_articles_with_their_chapters():
    text = "为规范管理，制定本办法。\n第一章 总则\n第一条　目的。\n第二条 适用范围。\n（一）本省；"
    text += "\n第二章 附则\n第三条　施行日期。"
    assert headings(text) == [
        ("", "为规范管理，制定本办法。"),
        ("第一章 总则　第一条", "目的。"),
        ("第二条", "适用范围。\n（一）本省；"),
        ("第二章 附则　第三条", "施行日期。"),
    ]


def test_a_text_without_articles_is_cut_by_paragraphs():
    assert headings("第一段。\n\n第二段。") == [("", "第一段。"), ("", "第二段。")]
    assert headings("") == []


def test_ids_are_told_apart():
    assert [row["id"] for row in split_clauses("第一条 甲\n第二条 乙")] == ["c1", "c2"]
