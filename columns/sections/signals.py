"""What other rooms may listen to."""

from django.dispatch import Signal

# Sent in the transaction that found out that a section is overdue. Arguments: standing (of columns.sections.duty),
# unit (which owes the update), due_at (the last moment for it), evidence (JSON types).
duty_overrun = Signal()
