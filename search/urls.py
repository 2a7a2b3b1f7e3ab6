from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("search.json", views.results_json, name="json"),
    path("search.csv", views.results_csv, name="csv"),
]
