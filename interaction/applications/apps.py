from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "interaction.applications"
    label = "applications"
    verbose_name = _("Applications for disclosure")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import plugin, receivers

        registry.register(plugin)
        receivers.connect()
