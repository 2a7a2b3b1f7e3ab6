"""Addresses of the units' pages, under /admin/."""

from django.urls import path

from . import handling_views, staff_views

app_name = "activities_admin"
urlpatterns = [
    path("activities/", staff_views.activities, name="activities"),
    path("activities/new/", staff_views.new, name="choose"),
    path("activities/new/<slug:kind>/", staff_views.new, name="new"),
    path("activities/<int:pk>/", staff_views.activity, name="activity"),
    path("activities/<int:pk>/edit/", staff_views.edit, name="edit"),
    path("activities/<int:pk>/preview/", staff_views.preview, name="preview"),
    path("activities/<int:pk>/send/", staff_views.send, name="send"),
    path("activities/<int:pk>/delete/", staff_views.delete, name="delete"),
    path("activities/<int:pk>/prolong/", staff_views.prolong, name="prolong"),
    path("activities/<int:pk>/stop/", staff_views.stop, name="stop"),
    path("activities/<int:pk>/entries/", handling_views.listed, name="entries"),
    path("activities/<int:pk>/gather/", handling_views.gather, name="gather"),
    path("activities/<int:pk>/groups/", handling_views.groups, name="groups"),
    path("activities/<int:pk>/groups/<int:group_id>/", handling_views.answer, name="answer"),
    path("activities/<int:pk>/ballots/", handling_views.ballots, name="ballots"),
    path("activities/<int:pk>/discard/", handling_views.discard, name="discard"),
    path("activities/<int:pk>/jury/", handling_views.jury, name="jury"),
    path("activities/<int:pk>/shortlist/", handling_views.shortlist, name="shortlist"),
    path("activities/<int:pk>/score/", handling_views.score, name="score"),
    path("activities/<int:pk>/attendance/", handling_views.attendance, name="attendance"),
    path("activities/<int:pk>/export/", handling_views.export, name="export"),
    path("activities/<int:pk>/result/", handling_views.result, name="result"),
]
