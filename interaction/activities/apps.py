from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "interaction.activities"
    label = "activities"
    verbose_name = _("Activities with the public")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import plugin, receivers

        registry.register(plugin)
        receivers.connect()
