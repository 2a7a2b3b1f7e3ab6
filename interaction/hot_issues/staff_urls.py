"""Addresses of the staff's pages, under /admin/."""

from django.urls import path

from . import staff_views

app_name = "hot_issues_admin"
urlpatterns = [
    path("hot-issues/", staff_views.issues, name="issues"),
    path("hot-issues/new/", staff_views.new, name="new"),
    path("hot-issues/ask/", staff_views.ask, name="ask"),
    path("hot-issues/<int:pk>/", staff_views.issue, name="issue"),
    path("hot-issues/<int:pk>/respond/", staff_views.respond, name="respond"),
    path("hot-issues/<int:pk>/<slug:name>/", staff_views.act, name="act"),
    path("hot-issues/responses/<int:pk>/", staff_views.response, name="response"),
]
