"""What other rooms may listen to."""

from django.dispatch import Signal

# Sent with ``entry`` inside the transaction of its act, once it has been appended.
recorded = Signal()
