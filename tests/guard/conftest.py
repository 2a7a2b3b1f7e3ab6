"""One site for all attacks of a module: built once, and rolled back to after each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins import guard

# Wagtail leaves closing the buffers of scaled pictures to the collector.
BUFFERS = "ignore:Exception ignored in. <function SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(BUFFERS))


@pytest.fixture(scope="module")
def _stage(own_stage):
    with own_stage():
        yield guard.build_world()


@pytest.fixture
def world(_stage: guard.World, db) -> guard.World:
    return _stage


@pytest.fixture(params=["superuser", "maker"])
def who(request: pytest.FixtureRequest) -> str:
    """Attacks in the admin are made as a superuser and as the author."""
    return request.param
