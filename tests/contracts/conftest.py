"""Every search engine there is, empty and filled: a new one is tested by registering it."""

from __future__ import annotations

import pytest

from portal.addons import registry
from search.engines.base import Engine
from tests.contracts.records import LAND, OLD_PLAN, PLAN, UNDATED, write

ENGINES = dict(registry.items("search_engines"))
MARKS = {"elasticsearch": pytest.mark.server("elasticsearch")}


@pytest.fixture(params=[pytest.param(name, marks=MARKS.get(name, ())) for name in sorted(ENGINES)])
def engine(request: pytest.FixtureRequest, tmp_path, settings) -> Engine:
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_DIR": tmp_path / "search"}
    if request.param == "elasticsearch":
        settings.GONGKAI["SEARCH_SERVER"] = request.getfixturevalue("elasticsearch_server")
    return ENGINES[request.param]()


@pytest.fixture
def filled(engine: Engine) -> Engine:
    write(engine, PLAN, OLD_PLAN, LAND, UNDATED)
    return engine
