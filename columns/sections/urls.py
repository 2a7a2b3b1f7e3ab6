"""Addresses in the admin of pages about sections."""

from django.urls import path

from . import views

app_name = "sections"
urlpatterns = [
    path("sections/", views.overview, name="overview"),
    path("sections/new/<slug:section>/", views.new_opening, name="new_opening"),
    path("sections/new/<slug:section>/beside/", views.beside, name="beside"),
    path("sections/requests/<slug:kind>/new/", views.new_request, name="new_request"),
    path("sections/requests/<slug:kind>/<int:pk>/", views.request_page, name="request"),
]
