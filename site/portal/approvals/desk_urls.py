"""Addresses of the worklist, of batches and phrases, and of what is done beside a case's acts; under /admin/."""

from django.urls import path

from . import desk_views, worklist_views
from .batches import views as batches
from .phrases import views as phrases

urlpatterns = [
    path("worklist/", worklist_views.worklist_page, name="worklist"),
    path("worklist/batch/", batches.batch, name="batch"),
    path("worklist/batch/<int:pk>/", batches.batch_result, name="batch_result"),
    path("worklist/phrases/", phrases.phrases, name="phrases"),
    path("cases/vacant/", desk_views.vacant, name="vacant"),
    path("cases/clock/", desk_views.clock_thresholds, name="thresholds"),
    path("cases/<int:pk>/urge/", desk_views.urge, name="urge"),
    path("cases/<int:pk>/stand-in/", desk_views.stand_in, name="stand_in"),
]
