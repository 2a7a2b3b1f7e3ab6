from collections.abc import Iterator

import pytest

from tests.access import world as worlds


@pytest.fixture(scope="module")
def world(own_stage) -> Iterator[worlds.World]:
    """One site for all people: what each request changes is taken back."""
    with own_stage():
        yield worlds.build()
