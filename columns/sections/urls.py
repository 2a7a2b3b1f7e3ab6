"""Addresses in the admin of pages about sections."""

from django.urls import path

from . import duty_views, views

app_name = "sections"
urlpatterns = [
    path("sections/", views.overview, name="overview"),
    path("sections/new/<slug:section>/", views.new_opening, name="new_opening"),
    path("sections/new/<slug:section>/beside/", views.beside, name="beside"),
    path("sections/requests/", views.requests, name="requests"),
    path("sections/requests/<slug:kind>/new/", views.new_request, name="new_request"),
    path("sections/requests/<slug:kind>/<int:pk>/", views.request_page, name="request"),
    path("sections/table/", duty_views.responsibility, name="responsibility"),
    path("sections/table/freeze/", duty_views.freeze, name="freeze"),
    path("sections/table/differences/", duty_views.differences, name="differences"),
    path("sections/table/frozen/<int:pk>/", duty_views.frozen, name="frozen"),
    path("sections/table/frozen/<int:pk>/<slug:form>/", duty_views.frozen_file, name="frozen_file"),
    path("sections/table/as/<slug:form>/", duty_views.export, name="export"),
    path("sections/<int:pk>/", duty_views.section, name="section"),
    path("sections/<int:pk>/excuse/", duty_views.excuse, name="excuse"),
]
