"""Every address of the portal: staff under /admin/, public rooms, uploaded files, and pages last."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from home.views import not_found, privacy, site_map
from portal.files.views import serve
from portal.theme import urls as theme_urls

urlpatterns = [
    # Two addresses of Wagtail that answer 500 by design or without their session.
    path("admin/failwhale/", not_found),
    path("admin/redirects/import/process/", not_found),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^media/(?P<name>.+)$", serve, name="file"),
    path("", include(theme_urls)),
    path("", include("search.urls")),
    path("catalogue/", include("columns.urls")),
    path("interaction/", include("interaction.urls")),
    path("sitemap/", site_map, name="site_map"),
    path("privacy/", privacy, name="privacy"),
    path("", include(wagtail_urls)),
]
