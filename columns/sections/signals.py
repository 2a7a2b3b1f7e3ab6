"""What others may follow of the life of sections. Receivers run in the transaction of the case that moved it."""

from django.dispatch import Signal

# Sent with ``life`` (the Life, its page and outcome) and ``case`` when a section is retired (clause C6).
section_retired = Signal()

# Sent with ``life`` and ``case`` when a retired section is as it was before; not when an announcement is called off.
section_reopened = Signal()
