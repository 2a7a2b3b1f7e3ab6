"""Keys, codes and digests."""

import stat

import pytest
from cryptography.fernet import Fernet

from interaction import crypto


def test_a_key_opens_what_it_sealed_and_another_does_not():
    key, wrapped = crypto.new_key()
    sealed = crypto.seal(key, {"name": "欧阳春晓"})
    assert "欧阳春晓".encode() not in sealed
    assert crypto.unseal(crypto.unwrap(wrapped), memoryview(sealed)) == {"name": "欧阳春晓"}
    with pytest.raises(crypto.KeyUnusable):
        crypto.unseal(crypto.new_key()[0], sealed)


def test_altered_bytes_are_refused():
    key, _wrapped = crypto.new_key()
    sealed = bytearray(crypto.seal(key, "text"))
    sealed[20] ^= 1
    with pytest.raises(crypto.KeyUnusable):
        crypto.unseal(key, bytes(sealed))


def test_another_master_key_opens_no_ticket(settings):
    _key, wrapped = crypto.new_key()
    settings.GONGKAI = {**settings.GONGKAI, "TICKET_MASTER_KEY": Fernet.generate_key().decode()}
    with pytest.raises(crypto.KeyUnusable):
        crypto.unwrap(wrapped)


def test_the_master_key_is_made_once_for_this_machine_only(settings, tmp_path):
    settings.GONGKAI = {**settings.GONGKAI, "VAR": tmp_path, "TICKET_MASTER_KEY": ""}
    made = crypto.master_key()
    path = tmp_path / "keys" / "tickets"
    assert path.read_bytes() == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["tickets"]
    crypto._master.cache_clear()
    assert crypto.master_key() == made


def test_digests_of_the_same_text_differ_from_ticket_to_ticket():
    one, other = crypto.new_key()[0], crypto.new_key()[0]
    assert crypto.salted_digest(one, "text") == crypto.salted_digest(one, "text")
    assert crypto.salted_digest(one, "text") != crypto.salted_digest(other, "text")


def test_codes_are_readable_and_read_as_people_type_them():
    codes = {crypto.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set(crypto.CODE_LETTERS) for code in codes)
    assert not set("01OIL") & set(crypto.CODE_LETTERS)
    assert crypto.code_digest("ZX1", " ab-cd 2345") == crypto.code_digest("ZX1", "ABCD2345")
    assert crypto.code_digest("ZX1", "ABCD2345") != crypto.code_digest("ZX2", "ABCD2345")


def test_what_passes_through_a_session_is_sealed():
    packed = crypto.pack({"code": "ABCD2345"})
    assert "ABCD2345" not in packed
    assert crypto.unpack(packed) == {"code": "ABCD2345"}
