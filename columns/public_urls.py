"""Addresses of columns for the public, beside those of their pages."""

from django.urls import path

from . import feeds
from .sections.duty_views import public_table

app_name = "columns_public"
urlpatterns = [
    path("feeds/columns/<int:pk>/rss.xml", feeds.rss, name="rss"),
    path("feeds/columns/<int:pk>/atom.xml", feeds.atom, name="atom"),
    path("responsibility/", public_table, name="responsibility"),
]
