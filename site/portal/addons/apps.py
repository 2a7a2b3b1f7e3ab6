from django.apps import AppConfig


class AddonsConfig(AppConfig):
    name = "portal.addons"
    label = "addons"

    def ready(self) -> None:
        from .registry import load_packages

        load_packages()
