"""``manage.py dossier`` writes one; ``manage.py verify_dossier`` checks one where there is no portal."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.approvals.dossier import envelope

from .conftest import Acts, Made

pytestmark = pytest.mark.clause("D6")


@pytest.mark.django_db
def test_a_dossier_is_written_and_holds(site, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        case = Acts(site).general()
    out = tmp_path / "case.pdf"
    call_command("dossier", case.number, out=out, stdout=StringIO())
    said = StringIO()
    call_command("verify_dossier", str(out), stdout=said)
    assert said.getvalue().count("✓") == 11 and "✗" not in said.getvalue()


@pytest.mark.django_db
def test_a_case_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="SP1999-000001"):
        call_command("dossier", "SP1999-000001", out=tmp_path / "none.pdf")


@pytest.fixture
def elsewhere(general: Made, tmp_path: Path):
    """Run the check as somebody would who has the program, the file and the key: no database, nothing of the portal."""
    (tmp_path / "case.pdf").write_bytes(general.data)
    (tmp_path / "key.pem").write_bytes(envelope.pem(general.key))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "GONGKAI_VAR": str(tmp_path / "var"),
        "GONGKAI_DATABASE_URL": "",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", "verify_dossier", str(tmp_path / "case.pdf"), *arguments]
        return subprocess.run(command, cwd=settings.ROOT, env=environment, capture_output=True, text=True)

    return run


def test_it_is_checked_without_a_database(elsewhere, tmp_path):
    done = elsewhere("--key", str(tmp_path / "key.pem"))
    assert done.returncode == 0 and done.stdout.count("✓") == 11, done.stderr
    assert not list((tmp_path / "var").rglob("*.sqlite3"))


def test_what_fails_is_named_and_the_exit_status_says_so(elsewhere, general, tmp_path):
    changed = bytearray(general.data)
    changed[200] ^= 1
    (tmp_path / "case.pdf").write_bytes(bytes(changed))
    done = elsewhere("--key", str(tmp_path / "key.pem"))
    assert done.returncode == 1 and done.stdout.count("✗") == 1


@pytest.mark.parametrize("key", ["case.pdf", "none.pem"])
def test_what_is_no_key_is_said(elsewhere, tmp_path, key):
    done = elsewhere("--key", str(tmp_path / key))
    assert done.returncode == 1 and "Traceback" not in done.stderr
