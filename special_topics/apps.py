from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialTopicsConfig(AppConfig):
    name = "special_topics"
    verbose_name = _("Special topics")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import plugin, receivers

        registry.register(plugin)
        receivers.connect()
