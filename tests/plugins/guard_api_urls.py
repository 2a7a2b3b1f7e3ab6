"""The portal's addresses with Wagtail's API v3 mounted as well, for attacks on it: the portal itself leaves it out."""

from django.urls import path
from wagtail.api.v3.api import api
from wagtail.locales.api.v3 import router as locales

from portal.urls import urlpatterns as portal_urlpatterns

api.add_router("/locales/", locales)
urlpatterns = [path("api/v3/", api.urls), *portal_urlpatterns]
