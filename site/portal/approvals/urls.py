"""Addresses of case pages, under /admin/."""

from django.urls import path

from . import desk_urls, views

app_name = "approvals"
urlpatterns = [
    *desk_urls.urlpatterns,
    path("cases/", views.my_cases, name="my_cases"),
    path("cases/all/", views.all_cases, name="all_cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/preview/", views.preview, name="preview"),
    path("cases/<int:pk>/<slug:name>/", views.act, name="act"),
    path("ledger/", views.ledger, name="ledger"),
    path("take-down/", views.find_to_take_down, name="find_to_take_down"),
    path("pages/<int:page_id>/send-for-approval/", views.send_page, name="send_page"),
    path("pages/<int:page_id>/take-down/", views.take_down, name="take_down"),
]
