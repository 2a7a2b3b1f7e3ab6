from django.urls import path

from . import views
from .saved import feeds
from .saved import views as saved

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("search.json", views.results_json, name="json"),
    path("search.csv", views.results_csv, name="csv"),
    path("search.rss", feeds.rss, name="rss"),
    path("search.atom", feeds.atom, name="atom"),
    path("search/saved/", saved.save, name="save"),
    path("search/saved/asked/", saved.asked_by_mail, name="saved_asked"),
    path("search/saved/confirm/<str:token>/", saved.confirm, name="saved_confirm"),
    path("search/saved/end/<str:token>/", saved.end, name="saved_end"),
]
