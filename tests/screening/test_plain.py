import pytest

from portal.screening.kinds import Unreadable
from portal.screening.reading import plain


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_in_the_encodings_of_offices(encoding):
    [page] = plain.read("机密★1年\r\n\r\n第二行".encode(encoding), "a.txt")
    assert [line.text for line in page.lines] == ["机密★1年", "第二行"]


def test_bytes_that_are_no_text():
    with pytest.raises(Unreadable):
        list(plain.read(b"\xff\xff\xff", "a.txt"))


def test_html_gives_text_links_and_marks_of_changes():
    [page] = plain.read_html('<p>见 <a href="http://a.cn">此</a><del>旧</del></p><script>x</script>'.encode(), "a.html")
    assert (page.text, page.links, page.changes) == ("见 此旧", ["http://a.cn"], ["旧"])


@pytest.mark.parametrize("read", [plain.read, plain.read_html])
def test_what_is_too_long_is_told(monkeypatch, read):
    monkeypatch.setattr(plain, "MAX_CHARACTERS", 4)
    [page] = read("一二三四五".encode(), "a.txt")
    assert (page.text, len(page.unseen)) == ("一二三四", 1)
    [page] = read("一二三四".encode(), "a.txt")
    assert page.unseen == []
