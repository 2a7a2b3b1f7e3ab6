"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent with ``naming`` (a UnitNaming) when somebody proposes a new name for a unit; a receiver begins its case and
# returns the case's address. ActRefused where the person can't.
naming_proposed = Signal()
# Sent with ``person``, ``step`` (ask, agree, set), ``by`` and ``asked`` (a Countersignature, or None where one person
# was enough) inside the transaction of each step about somebody's first password.
first_password_moved = Signal()
# Sent with ``function``, ``unit``, ``by`` and ``asked`` (a Countersignature, or None where one person was enough)
# inside the transaction in which a unit is given a function; ``asked`` not yet agreed to: it is only asked for.
function_moved = Signal()
