from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "portal.approvals"
    label = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import checks, plugin, side_panels  # noqa: F401
        from . import receivers as page_receivers
        from .guard import python, receivers
        from .page_rights import install
        from .unit_names import naming_proposed, send_naming

        registry.register(plugin)
        python.connect()
        page_receivers.connect()
        naming_proposed.connect(send_naming, dispatch_uid="approvals.unit_names")
        post_migrate.connect(receivers.install_after_migrate, sender=self, dispatch_uid="guard.triggers")
        install()
        side_panels.install()
