from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class TilesConfig(AppConfig):
    name = "portal.tiles"
    label = "tiles"
    verbose_name = pgettext_lazy("gongkai", "Tiles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.addons import registry

        from . import checks, missing_pages, plugin, side_panels  # noqa: F401 - importing the checks registers them

        registry.register(plugin)
        missing_pages.connect()
        side_panels.install()
