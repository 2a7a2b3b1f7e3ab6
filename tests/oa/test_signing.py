"""The string that is signed, against the client that other departments copy."""

import importlib.util
from pathlib import Path

from portal.oa import signing

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "oa" / "client.py"
spec = importlib.util.spec_from_file_location("oa_client", CLIENT)
client = importlib.util.module_from_spec(spec)
spec.loader.exec_module(client)
PARTS = {
    "method": "POST", "path": "/oa/v1/drafts?a=b", "timestamp": "1795000000", "nonce": "n" * 20, "maker": "%E5%BC%A0",
    "unit": "registration", "idempotency_key": "k", "digest": signing.body_digest(b"{}"),
}  # fmt: skip


def test_the_client_signs_the_same():
    assert client.sign("ab" * 32, *PARTS.values()) == signing.of_request("ab" * 32, **PARTS)
    told = {"delivery": "d", "timestamp": "1", "digest": "x"}
    assert client.sign("ab" * 32, "DELIVERY", *told.values()) == signing.of_delivery("ab" * 32, **told)


def test_every_part_counts():
    signature = signing.of_request("k", **PARTS)
    for name in PARTS:
        assert signing.of_request("k", **PARTS | {name: PARTS[name] + "x"}) != signature
    assert signing.of_request("other", **PARTS) != signature


def test_the_documented_example_holds():
    text = (CLIENT.parents[1] / "oa.md").read_text()
    assert signing.of_request("0" * 64, **PARTS) in text
