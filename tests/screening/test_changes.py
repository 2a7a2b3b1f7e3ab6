from portal.screening.detectors import changes
from portal.screening.pages import Page


def test_a_page_with_changes_is_told_once():
    [found] = changes.find(Page(2, changes=["inserted: a", "deleted: b"]))
    assert (found.kind, found.page, found.excerpt) == ("tracked_changes", 2, "inserted: a; deleted: b")


def test_a_clean_page():
    assert changes.find(Page(1)) == []
