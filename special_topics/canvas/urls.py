"""Addresses of the canvas, below the admin."""

from django.urls import path

from . import views

app_name = "canvas"
urlpatterns = [
    path("topics/<int:pk>/canvas/", views.Frame.as_view(), name="frame"),
    path("topics/<int:pk>/canvas/tiles/", views.tiles, name="tiles"),
    path("topics/<int:pk>/canvas/problems/", views.problems, name="problems"),
    path("topics/<int:pk>/canvas/together/", views.Together.as_view(), name="together"),
    path("topics/<int:pk>/canvas/versions/", views.compare, name="compare"),
    path("topics/<int:pk>/canvas/versions/<int:revision_id>/", views.version, name="version"),
]
