from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "interaction.live"
    label = "live"
    verbose_name = _("Live interviews and webcasts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import plugin

        registry.register(plugin)
