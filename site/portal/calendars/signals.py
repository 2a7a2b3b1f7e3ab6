"""What other rooms may listen to."""

from django.dispatch import Signal

# Sent inside the transaction that entered the year, so that clocks are counted again with it or not at all.
# Arguments: calendar_year (the row), year (int), replaced (bool: the year had been entered before).
calendar_year_entered = Signal()
