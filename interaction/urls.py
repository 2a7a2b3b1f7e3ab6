"""Addresses of the public pages, under /interaction/."""

from django.urls import path, re_path

from .views import answers, asking, following

app_name = "interaction"
urlpatterns = [
    path("", asking.index, name="index"),
    path("consult/", asking.consult, name="consult"),
    path("complain/", asking.complain, name="complain"),
    path("report/", asking.report, name="report"),
    path("consult/receipt/", asking.receipt, name="receipt"),
    re_path(r"^challenge/(?P<token>[A-Za-z0-9_=-]{20,2000})\.png$", asking.challenge, name="challenge"),
    path("status/", following.status, name="status"),
    path("mine/", following.mine, name="mine"),
    path("mine/add/", following.add, name="add"),
    path("mine/withdraw/", following.withdraw, name="withdraw"),
    path("mine/rate/", following.rate, name="rate"),
    path("mine/close/", following.close, name="close"),
    path("answers/", answers.answers, name="answers"),
    path("answers/statistics/", answers.statistics, name="statistics"),
    re_path(r"^answers/(?P<number>ZX[0-9]{8}-[0-9]{4,6})/$", answers.answer, name="answer"),
]
