"""Connected systems in Wagtail's admin."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from . import views
from .admin import ConnectedSystems

modeladmin_register(ConnectedSystems)

urlpatterns = [
    path("oa/systems/<int:pk>/tokens/", views.tokens, name="tokens"),
    path("oa/tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
]


@hooks.register("register_admin_urls")
def oa_urls() -> list:
    return [path("", include((urlpatterns, "oa_admin")))]


@hooks.register("register_log_actions")
def oa_log_actions(actions: LogActionRegistry) -> None:
    """Name what happens to tokens in Wagtail's log."""
    actions.register_action("oa.token_issued", _("Issue token"), _("Token issued"))
    actions.register_action("oa.token_revoked", _("Revoke token"), _("Token revoked"))
