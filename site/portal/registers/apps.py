from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class RegistersConfig(AppConfig):
    name = "portal.registers"
    label = "registers"
    verbose_name = pgettext_lazy("gongkai", "Registers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401
