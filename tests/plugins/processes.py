"""Other threads and other processes on the tests' database: acts at the same instant, and processes that are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections, transaction
from wagtail.models import Collection, Locale, Page

from portal.approvals.models import Permit
from portal.approvals.permits import permit

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Call every act in a thread of its own, all let go at one instant; return what each returned or raised."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "the acts block each other"
    return results


def plant_roots() -> None:
    """Make the root page and root collection anew: a test with real transactions empties their tables afterwards."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if Page.get_first_root_node() is None:
        with transaction.atomic(), permit(Permit.Scope.TREE, "0001", "foundation", None):
            Page.add_root(instance=Page(title="Root", slug="root"))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def database_url() -> str:
    """The tests' database as GONGKAI_DATABASE takes it."""
    row = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{row['NAME']}"
    account = quote(row["USER"]) + (f":{quote(row['PASSWORD'])}" if row["PASSWORD"] else "")
    return f"postgresql://{account}@{row['HOST']}:{row['PORT']}/{row['NAME']}"


def run_module(var: Path, module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a module in a process of its own, on the tests' database, with its files under ``var``."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "GONGKAI_VAR": str(var),
        "GONGKAI_DATABASE": database_url(),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
