"""Codes and digests."""

from interaction import crypto


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
