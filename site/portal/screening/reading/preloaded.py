"""What readers' processes begin with. Imported by the server they are forked from, and by nothing else: readers and
the messages they say, without any application."""

from django.apps import apps
from django.conf import settings
from django.utils import translation

from . import guarded as guarded

apps.populate([])  # translations wait for applications; readers need none
for language, _name in settings.LANGUAGES:
    translation.activate(language)
