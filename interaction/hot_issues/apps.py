from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotIssuesConfig(AppConfig):
    name = "interaction.hot_issues"
    label = "hot_issues"
    verbose_name = _("Responses to hot issues")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import plugin, receivers

        registry.register(plugin)
        receivers.connect()
