"""Addresses of the public pages, under /interaction/live/."""

from django.urls import path, re_path

from . import views

app_name = "live"
NUMBER = r"(?P<number>FT[0-9]{4}-[0-9]{4,6})"
urlpatterns = [
    path("", views.interviews, name="interviews"),
    re_path(rf"^{NUMBER}/$", views.interview, name="interview"),
    re_path(rf"^{NUMBER}/since/(?P<after>[0-9]{{1,18}})/$", views.since, name="since"),
    re_path(rf"^{NUMBER}/ask/$", views.ask, name="ask"),
    re_path(rf"^{NUMBER}/asked/$", views.asked, name="asked"),
]
