"""Addresses of the API for the department's own systems."""

from django.urls import path

from .api import api

urlpatterns = [path("v1/", api.urls)]
