from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = pgettext_lazy("gongkai", "After-effects")
    default_auto_field = "django.db.models.BigAutoField"
