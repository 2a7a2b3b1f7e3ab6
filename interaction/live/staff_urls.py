"""Addresses of the staff's pages, under /admin/."""

from django.urls import path

from . import desk_views, staff_views

app_name = "live_admin"
urlpatterns = [
    path("live/", staff_views.interviews, name="interviews"),
    path("live/new/<int:unit_id>/", staff_views.new, name="new"),
    path("live/<int:pk>/", staff_views.interview, name="interview"),
    path("live/<int:pk>/announce/", staff_views.announce, name="announce"),
    path("live/announcements/<int:pk>/", staff_views.announcement, name="announcement"),
    path("live/<int:pk>/questions/", staff_views.questions, name="questions"),
    path("live/<int:pk>/questions/decide/", staff_views.decide, name="decide"),
    path("live/<int:pk>/transcript/", staff_views.begin_transcript, name="begin_transcript"),
    path("live/transcripts/<int:pk>/", staff_views.transcript, name="transcript"),
    path("live/<int:pk>/recorder/", desk_views.recorder, name="recorder"),
    path("live/<int:pk>/review/", desk_views.review, name="review"),
    path("live/<int:pk>/waiting/<slug:side>/", desk_views.waiting, name="waiting"),
    path("live/passages/<int:pk>/", desk_views.passage, name="passage"),
    path("live/passages/<int:pk>/correct/", desk_views.correct, name="correct"),
    path("live/passages/<int:pk>/<slug:act>/", desk_views.act, name="act"),
]
