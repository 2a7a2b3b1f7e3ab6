"""What stories share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from special_topics.models import TopicPage
from tests import topics
from tests.stories.browsing import Enter, doors
from tests.stories.canvas_editor import PICTURES, heading
from tests.stories.portal_process import Portal, running


@pytest.fixture(scope="module")
def portal(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running(shared_folder, tmp_path_factory.mktemp("story") / "var") as found:
        yield found


@pytest.fixture
def topic(site) -> TopicPage:
    """A topic of the farmland unit with two headings, not public yet."""
    found = topics.open_topic(site)
    found.body = [heading("one", "守住红线"), heading("two", "第二节")]
    found.save_revision(user=site.department.farmland.liaison)
    return found


@pytest.fixture
def enter(browser: Browser, live_server) -> Iterator[Enter]:
    """A page of somebody who has signed in, on a server of the test's own; everybody has a browser of their own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with doors(browser, live_server.url) as enter:
        yield enter
