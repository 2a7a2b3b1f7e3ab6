"""Addresses of the public pages, under /interaction/."""

from django.urls import path, re_path

from . import views

app_name = "interaction"
urlpatterns = [
    path("", views.index, name="index"),
    path("consult/", views.consult, name="consult"),
    path("consult/receipt/", views.receipt, name="receipt"),
    path("status/", views.status, name="status"),
    path("answers/", views.answers, name="answers"),
    re_path(r"^answers/(?P<number>ZX[0-9]{8}-[0-9]{4,6})/$", views.answer, name="answer"),
]
