from django.urls import path

from . import sitemaps, views

app_name = "theme"
urlpatterns = [
    path("elder/", views.elder, name="elder"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.part, name="sitemap_part"),
]
