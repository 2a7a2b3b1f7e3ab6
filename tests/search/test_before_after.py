from __future__ import annotations

import pytest

from search.before_after import shown
from search.models import Scheme
from search.services import write_current

pytestmark = pytest.mark.django_db


def test_only_a_search_that_changes_is_compared(shelf) -> None:
    shelf.put("1", title="不动产权证书补发须知")
    write_current(shelf.source(), ["1"])
    found = shown("地契补发", Scheme.SYNONYMS, "", "地契 = 不动产权证书")
    assert found is not None
    assert found.after == ("不动产权证书补发须知",)
    assert shown("补发须知", Scheme.SYNONYMS, "", "地契 = 不动产权证书") is None
    assert shown("地契补发", Scheme.BEST_BETS, "", "地契 = /nowhere/") is None
