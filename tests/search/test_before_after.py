from __future__ import annotations

import pytest

from search.before_after import shown
from search.models import Scheme
from search.services import write_current

pytestmark = pytest.mark.django_db


def test_only_a_search_that_changes_is_compared(shelf) -> None:
    shelf.put("1", title="不动产权证书补发须知")
    write_current(shelf.source(), ["1"])
    nothing = {Scheme.SYNONYMS: "", Scheme.BEST_BETS: ""}
    synonyms = nothing | {Scheme.SYNONYMS: "地契 = 不动产权证书"}
    found = shown("地契补发", nothing, synonyms)
    assert found is not None
    assert found.after == ("不动产权证书补发须知",)
    assert shown("补发须知", nothing, synonyms) is None
    assert shown("地契补发", nothing, nothing | {Scheme.BEST_BETS: "地契 = /nowhere/"}) is None
