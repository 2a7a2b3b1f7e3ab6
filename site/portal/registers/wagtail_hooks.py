"""The registers in Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from .views import Registers

modeladmin_register(Registers)
