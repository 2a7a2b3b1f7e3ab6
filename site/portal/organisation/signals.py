"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent with ``naming`` (a UnitNaming) when somebody proposes a new name for a unit; a receiver begins its case and
# returns the case's address. ActRefused where the person can't.
naming_proposed = Signal()
