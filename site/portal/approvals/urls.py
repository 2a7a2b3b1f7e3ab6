"""Addresses of case pages, under /admin/."""

from django.urls import path

from . import desk_urls, request_views, views
from .dossier.views import dossier

app_name = "approvals"
urlpatterns = [
    *desk_urls.urlpatterns,
    path("cases/", views.my_cases, name="my_cases"),
    path("cases/all/", views.all_cases, name="all_cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/preview/", views.preview, name="preview"),
    path("cases/<int:pk>/findings/<str:finding>/crop.png", views.finding_crop, name="finding_crop"),
    path("cases/<int:pk>/dossier/", dossier, name="dossier"),
    path("cases/<int:pk>/files/<slug:model>/<int:file_id>/", views.case_file, name="case_file"),
    path("cases/<int:pk>/files/<slug:model>/<int:file_id>/<int:number>/", views.case_file_page, name="case_file_page"),
    path("ledger/", views.ledger, name="ledger"),
    path("take-down/", views.find_to_take_down, name="find_to_take_down"),
    path("take-down/<slug:kind>/<int:pk>/", views.take_down, name="take_down"),
    path("withdraw/<slug:kind>/<int:pk>/", request_views.ask_for_withdrawal, name="ask_for_withdrawal"),
    path("pages/<int:page_id>/send-for-approval/", views.send_page, name="send_page"),
    path("pages/<int:page_id>/evidence/", request_views.add_evidence, name="evidence"),
    path("pages/<int:page_id>/evidence/<int:pk>/remove/", request_views.remove_evidence, name="evidence_remove"),
    path("routes/", request_views.routes, name="routes"),
    path("routes/<slug:code>/change/", request_views.change_route, name="change_route"),
    path("cases/<int:pk>/outside-review/", request_views.invite, name="invite"),
    # Last of those below a case: every other name is that of an act.
    path("cases/<int:pk>/<slug:name>/", views.act, name="act"),
    path("outside-reviews/<int:pk>/revoke/", request_views.revoke, name="revoke_review"),
]
