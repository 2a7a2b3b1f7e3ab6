"""Thirty files with merged cells, notes, numbering and pictures become drafts: no text is lost on the way."""

from __future__ import annotations

import pytest

from columns import drafts
from columns.models import Disclosure
from portal.files.conversion import reading
from portal.tiles.text import plain_text
from tests.columns.test_draft_views import upload
from tests.files.conversion import making

pytestmark = pytest.mark.django_db


def test_thirty_files_become_drafts_and_lose_no_text(site):
    person = site.department.registration.liaison
    for seed in range(30):
        word = making.mixed(seed)
        content = word.content()
        found = reading.read(content, f"{seed}.docx")
        conversion = drafts.make(drafts.Upload(site.column, Disclosure, upload(content, f"{seed}.docx")), found, person)
        draft = conversion.page.specific.get_latest_revision_as_object()
        text = "".join(plain_text(draft.body).split())
        places = [text.find(made) for made in word.words]
        assert -1 not in places and places == sorted(places)
        assert all(note in text for note in word.notes)
        assert all(f"{label}{labelled}" in text for label, labelled in word.labels)
        tables = [child.value["mergeCells"] for child in draft.body if child.block_type == "table"]
        merged = [[(m["row"], m["col"], m["rowspan"], m["colspan"]) for m in merges] for merges in tables]
        assert merged == word.merges
        assert sum(child.block_type == "image" for child in draft.body) == word.pictures
        assert all(line.kept for line in drafts.compare(conversion, draft)), seed
        assert not draft.live and draft.title == "关于开展耕地保护检查的通知"
