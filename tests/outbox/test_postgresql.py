from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = ("postgresql_cases.py", "test_services.py", "test_leases.py", "test_worker.py")


@pytest.mark.server
def test_the_outbox_on_postgresql(on_postgresql):
    """The same tests, on the database of production."""
    on_postgresql(*(HERE / name for name in FILES))
