"""What an operator could get wrong."""

from __future__ import annotations

import base64

import pytest

from portal.approvals import checks


@pytest.mark.parametrize(
    ("key", "errors"), [("", []), ("secret", ["gongkai.E004"]), (base64.b64encode(b"x" * 32).decode(), [])]
)
def test_a_configured_ledger_key_has_to_be_one(settings, key, errors):
    settings.GONGKAI = {**settings.GONGKAI, "LEDGER_KEY": key}
    assert [error.id for error in checks.ledger_key_is_usable(None)] == errors
