"""What other rooms may follow of sections. Receivers run in the transaction of what happened."""

from django.dispatch import Signal

# Sent with ``life`` (the Life, its page and outcome) and ``case`` when a section is retired (clause C6).
section_retired = Signal()

# Sent with ``life`` and ``case`` when a retired section is as it was before; not when an announcement is called off.
section_reopened = Signal()

# Sent when it is found out that a section is overdue (clause G3): ``standing`` (of columns.sections.duty), ``unit``
# (which owes the update), ``due_at`` (the last moment for it), ``evidence`` (JSON types).
duty_overrun = Signal()

# Sent when a section that was overdue is found updated again: ``standing``, ``due_at`` (the moment that was missed),
# ``evidence`` (JSON types).
duty_met = Signal()
