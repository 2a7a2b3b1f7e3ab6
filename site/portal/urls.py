"""Every address of the portal: staff under /admin/, public rooms, uploaded files, and pages last."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from home.views import not_found, privacy, site_map
from portal.approvals.dossier.views import public_key
from portal.approvals.request_views import outside_preview, outside_review
from portal.files.views import serve
from portal.theme import urls as theme_urls

handler400 = "portal.theme.views.bad_request"
urlpatterns = [
    # Two addresses of Wagtail that answer 500 by design or without their session.
    path("admin/failwhale/", not_found),
    path("admin/redirects/import/process/", not_found),
    path("admin/", include("portal.approvals.page_views")),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^media/(?P<name>.+)$", serve, name="file"),
    path("", include(theme_urls)),
    path("", include("search.urls")),
    path("catalogue/", include("columns.urls")),
    path("", include("columns.public_urls")),
    path("interaction/applications/", include("interaction.applications.urls")),
    path("interaction/live/", include("interaction.live.urls")),
    path("interaction/activities/", include("interaction.activities.urls")),
    path("interaction/hot-issues/", include("interaction.hot_issues.urls")),
    path("interaction/", include("interaction.urls")),
    path("api/", include("search.api.urls")),
    path("oa/", include("portal.oa.urls")),
    path("sitemap/", site_map, name="site_map"),
    path("review/<str:key>/", outside_review, name="outside_review"),
    path("review/<str:key>/preview/", outside_preview, name="outside_preview"),
    path("ledger-key.pem", public_key, name="ledger_key"),
    path("privacy/", privacy, name="privacy"),
    path("", include(wagtail_urls)),
]
