"""Confirming people through connected systems: a code by telephone, a real-name check; and short messages to them.

Numbers and names pass through on their way and are kept nowhere: what stays are digests keyed with the master key.
"""
