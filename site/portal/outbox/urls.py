"""Addresses of the outbox inside the admin."""

from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("retry/", views.retry_all, name="retry_all"),
    path("retry/<int:pk>/", views.retry, name="retry"),
]
