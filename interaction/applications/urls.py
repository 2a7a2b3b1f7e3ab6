"""Addresses of the public pages, under /interaction/applications/."""

from django.urls import path

from . import views

app_name = "applications"
urlpatterns = [
    path("", views.apply, name="apply"),
    path("receipt/", views.receipt, name="receipt"),
    path("status/", views.status, name="status"),
    path("mine/", views.mine, name="mine"),
    path("mine/correct/", views.correct, name="correct"),
    path("mine/withdraw/", views.withdraw, name="withdraw"),
    path("mine/close/", views.close, name="close"),
    path("mine/letters/<int:pk>/<slug:form>/", views.letter, name="letter"),
]
