"""Addresses of the public pages, under /interaction/hot-issues/."""

from django.urls import path, re_path

from . import views

app_name = "hot_issues"
urlpatterns = [
    path("", views.responses, name="responses"),
    re_path(r"^(?P<number>RD[0-9]{4}-[0-9]{4,6})/$", views.response, name="response"),
]
