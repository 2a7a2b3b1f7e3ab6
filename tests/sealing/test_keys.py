"""What is sealed opens with its key only, and the master key is made once."""

import stat

import pytest
from cryptography.fernet import Fernet

from portal.sealing import keys


def test_a_key_opens_what_it_sealed_and_another_does_not():
    key, wrapped = keys.new_key()
    sealed = keys.seal(key, {"name": "欧阳春晓"})
    assert "欧阳春晓".encode() not in sealed
    assert keys.unseal(keys.unwrap(wrapped), memoryview(sealed)) == {"name": "欧阳春晓"}
    with pytest.raises(keys.KeyUnusable):
        keys.unseal(keys.new_key()[0], sealed)


def test_altered_bytes_are_refused():
    key, _wrapped = keys.new_key()
    sealed = bytearray(keys.seal(key, "text"))
    sealed[20] ^= 1
    with pytest.raises(keys.KeyUnusable):
        keys.unseal(key, bytes(sealed))


def test_another_master_key_opens_nothing(settings):
    _key, wrapped = keys.new_key()
    settings.GONGKAI = {**settings.GONGKAI, "TICKET_MASTER_KEY": Fernet.generate_key().decode()}
    with pytest.raises(keys.KeyUnusable):
        keys.unwrap(wrapped)


def test_the_master_key_is_made_once_for_this_machine_only(settings, tmp_path):
    settings.GONGKAI = {**settings.GONGKAI, "VAR": tmp_path, "TICKET_MASTER_KEY": ""}
    made = keys.master_key()
    path = tmp_path / "keys" / "tickets"
    assert path.read_bytes() == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["tickets"]
    keys._master.cache_clear()
    assert keys.master_key() == made


def test_what_passes_through_a_session_is_sealed():
    packed = keys.pack({"code": "ABCD2345"})
    assert "ABCD2345" not in packed
    assert keys.unpack(packed) == {"code": "ABCD2345"}


def test_a_digest_tells_one_purpose_and_one_master_key_from_another(settings):
    digest = keys.keyed_digest("address", "a@example.org")
    assert digest == keys.keyed_digest("address", "a@example.org") != keys.keyed_digest("code", "a@example.org")
    settings.GONGKAI = {**settings.GONGKAI, "TICKET_MASTER_KEY": Fernet.generate_key().decode()}
    assert keys.keyed_digest("address", "a@example.org") != digest
