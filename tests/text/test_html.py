import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.html import to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>标题</h2><p>第一段<b>重点</b>。</p><p>第二段</p>", "标题\n第一段重点。\n第二段"),
        ("一行<br>二行<br/>三行", "一行\n二行\n三行"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙\n丙"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"),
        ("a &lt;b&gt; &amp; c&nbsp;d", "a <b> & c d"),
        ("<p>见</p><script>alert('<p>')</script><style>p{}</style><!-- 注 --><p>此</p>", "见\n此"),
        ("<p>多\n  行   空</p>", "多 行 空"),
        ("<p>没有结束<div>也行", "没有结束\n也行"),
        ("</script></p>", ""),
        ("", ""),
    ],
)
def test_what_a_reader_sees(html, text):
    assert to_text(html) == text


@given(st.text(alphabet="<>/pbr script!-&;=\"'中文\n"))
def test_broken_html_is_no_error(html):
    assert all(line.strip(" ") for line in to_text(html).split("\n")) or to_text(html) == ""
