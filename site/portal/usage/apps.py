from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class UsageConfig(AppConfig):
    name = "portal.usage"
    label = "usage"
    verbose_name = pgettext_lazy("gongkai", "Usage")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import plugin

        registry.register(plugin)
