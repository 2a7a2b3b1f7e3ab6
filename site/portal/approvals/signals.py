"""What rooms above may listen to. Each is sent inside the transaction of what it tells."""

from django.dispatch import Signal

# Sent with ``case`` and ``evidence`` (JSON: clock arithmetic, desks) when the legal clock of a case has run out.
overrun = Signal()
# Sent with ``case``, ``evidence`` and ``due_at`` when a case that had run over was closed; with ``moved`` true when its
# clock was counted anew instead and ends on another day.
overrun_ended = Signal()
