"""Addresses of the handlers' pages, under /admin/."""

from django.urls import path

from . import staff_views

app_name = "applications_admin"
urlpatterns = [
    path("applications/", staff_views.applications, name="applications"),
    path("applications/annual/", staff_views.annual, name="annual"),
    path("applications/<int:pk>/", staff_views.application, name="application"),
    path("applications/<int:pk>/answer/", staff_views.answer, name="answer"),
    path("applications/<int:pk>/deliver/", staff_views.deliver, name="deliver"),
    path("applications/<int:pk>/files/<int:file_id>/", staff_views.file, name="file"),
    path("applications/<int:pk>/<slug:name>/", staff_views.act, name="act"),
    path("applications/<int:pk>/letters/<int:letter_id>/<slug:form>/", staff_views.letter, name="letter"),
]
