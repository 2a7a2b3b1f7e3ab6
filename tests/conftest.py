"""How the suite runs: what is left out where a part of the system is missing, and that CI leaves out nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.plugins import parts

pytest_plugins = [
    "tests.plugins.browser",
    "tests.plugins.postgresql",
    "tests.plugins.elasticsearch",
    "tests.plugins.encoder",
    "tests.plugins.garbage",
    "tests.plugins.portal",
    "tests.plugins.stage",
]

IN_CI = os.environ.get("CI", "").lower() == "true"
LONG = ("server", "story", "browser", "long")
SERVERS = {"postgresql": parts.postgresql, "elasticsearch": parts.elasticsearch}


def _needed(item: pytest.Item) -> Iterator[Callable[[], object]]:
    """Yield what finds each part of the system that a test needs, by its marks."""
    if item.get_closest_marker("browser"):
        yield parts.chromium
    for mark in item.iter_markers("server"):
        yield SERVERS[mark.args[0] if mark.args else "postgresql"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose part is missing, with the reason; in CI a missing part ends the run.

    Files that take a minute or more come first, so that at the end no process waits for another one's last file. Of
    those that need the demonstration one begins, and has it built; the others come when it stands.
    """
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in LONG)}
    shown = list(dict.fromkeys(item.path for item in items if item.get_closest_marker("story")))
    turn = {**dict.fromkeys(long, 1), **dict.fromkeys(shown[1:], 2), **dict.fromkeys(shown[:1], 0)}
    items.sort(key=lambda item: turn.get(item.path, 3))
    missing: set[str] = set()
    for item in items:
        for find in _needed(item):
            if not find():
                reason = f"{find.__doc__} is missing (tests/install_system_parts installs it)"
                item.add_marker(pytest.mark.skip(reason=reason))
                missing.add(reason)
    if missing and IN_CI:
        raise pytest.UsageError("CI=true leaves out nothing: " + "; ".join(sorted(missing)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """In CI a skipped test is a failure: a suite that skips what it can't run proves nothing."""
    outcome = yield
    report = outcome.get_result()
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI=true leaves out nothing: {report.longrepr}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests say of themselves (``record_property("said", …)``), from every process that ran some."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    said = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == "said"]
    for line in dict.fromkeys(said):
        terminalreporter.write_line(line)
