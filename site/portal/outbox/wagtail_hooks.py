"""The register of after-effects in Wagtail's admin."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from . import urls
from .views import OutboxRegister

modeladmin_register(OutboxRegister)


@hooks.register("register_admin_urls")
def outbox_urls() -> list:
    """Put the pages that retry dead letters below ``outbox/``."""
    return [path("outbox/", include(urls))]


@hooks.register("register_log_actions")
def outbox_log_actions(actions: LogActionRegistry) -> None:
    """Name the act of retrying in Wagtail's log."""
    actions.register_action("outbox.retry", _("Retry dead letter"), _("Dead letter sent round again"))
