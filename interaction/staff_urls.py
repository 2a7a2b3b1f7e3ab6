"""Addresses of the handlers' pages, under /admin/."""

from django.urls import path

from . import staff_views

app_name = "interaction_admin"
urlpatterns = [
    path("tickets/", staff_views.tickets, name="tickets"),
    path("tickets/<int:pk>/", staff_views.ticket, name="ticket"),
    path("tickets/<int:pk>/assign/", staff_views.assign, name="assign"),
    path("tickets/<int:pk>/reply/", staff_views.reply, name="reply"),
]
