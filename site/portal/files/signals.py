"""``text_read`` (document=…): the text of a document has been read; those who index it may want to do so again."""

from django.dispatch import Signal

text_read = Signal()
