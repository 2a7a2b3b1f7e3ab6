"""ASGI entry point of the events by which readers follow interviews (docs/live.md); the portal itself is WSGI.

``python -m uvicorn --app-dir site portal.asgi_live:application --timeout-graceful-shutdown 1``
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
django.setup()

from interaction.live.stream.server import Stream  # noqa: E402  (models need the set-up)

application = Stream()
