"""Addresses in the admin of the clean-up of columns."""

from django.urls import path

from . import views

app_name = "cleanup"
urlpatterns = [
    path("cleanups/", views.campaigns, name="campaigns"),
    path("cleanups/<int:pk>/", views.campaign, name="campaign"),
    path("cleanups/<int:pk>/report.<slug:form>", views.report, name="report"),
    path("cleanups/lines/<int:pk>/", views.line, name="line"),
    path("cleanups/<int:pk>/<slug:act>/", views.act, name="act"),
]
