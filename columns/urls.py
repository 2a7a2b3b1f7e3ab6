"""Addresses of the public catalogue, under /catalogue/."""

from django.urls import path

from . import catalogue_views

app_name = "catalogue"
urlpatterns = [path("", catalogue_views.browse, name="browse")]
