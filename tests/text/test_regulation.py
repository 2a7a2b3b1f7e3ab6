"""Officials are told the chapter of the regulation; the ids that code and tests use are nowhere in front of them."""

import gettext
import re

import pytest
from django.conf import settings

from portal.oversight.clauses import CLAUSES
from portal.text.regulation import cited

_ID = re.compile(r"(?<![A-Za-z0-9])[GDNSCOA]\d{1,2}(?![0-9A-Za-z])")


@pytest.mark.parametrize(("clause", "chapter"), [("G2", "一"), ("D10", "二"), ("N5", "三"), ("S6", "四"), ("A2", "七")])
def test_a_clause_is_cited_by_its_chapter(clause, chapter):
    assert cited(clause) == f"《办法》第{chapter}章"


def test_every_clause_has_a_chapter():
    assert all(not _ID.search(cited(clause)) and cited(clause) for clause in CLAUSES)


@pytest.mark.parametrize("own", ["", "X1", "D", "D100", "第二十条", "D8 第二款"])
def test_what_an_add_on_calls_its_own_rules_stays(own):
    assert cited(own) == own


def test_no_translation_shows_an_id():
    with (settings.ROOT / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        translated = gettext.GNUTranslations(file)._catalog
    assert len(translated) > 1000
    assert [text for text in translated.values() if _ID.search(text)] == []
