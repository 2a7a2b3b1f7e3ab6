"""What other rooms may listen to."""

from django.dispatch import Signal

# Sent with ``row`` (the OutboxRow) and ``error`` (the last exception) when a row has used up its attempts.
dead_letter = Signal()
