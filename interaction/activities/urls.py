"""Addresses of the public pages, under /interaction/activities/."""

from django.urls import path, re_path

from . import views

app_name = "activities"
urlpatterns = [
    path("", views.activities, name="list"),
    path("follow/", views.follow, name="follow"),
    re_path(r"^(?P<number>HD[0-9]{4}-[0-9]{4,6})/$", views.activity, name="activity"),
    re_path(r"^(?P<number>HD[0-9]{4}-[0-9]{4,6})/thanks/$", views.thanks, name="thanks"),
]
