"""Exchanging tickets with other systems: every message is a row, carried out once on both sides (S4, S6, S7)."""
