"""The system's Chromium for pytest-playwright, in Chinese and in the portal's time zone."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.plugins import parts

# A loaded machine is slow, not wrong: what a page promises is awaited as long as what it answers.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

# Playwright's event loop stays with its thread after a test; Django would refuse its database to those that follow.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start the system's Chromium; as root (in a container) it needs its sandbox off. There is no card to draw with."""
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": parts.chromium(), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Every page opens as a reader in Guangzhou would see it."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
