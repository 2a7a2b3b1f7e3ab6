import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = ("postgresql_cases.py", "test_services.py", "test_leases.py", "test_worker.py")


@pytest.mark.server
def test_the_outbox_on_postgresql(postgresql_url):
    """The same tests, on the database of production."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(HERE / name) for name in FILES)],
        env={**os.environ, "GONGKAI_DATABASE": postgresql_url},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
