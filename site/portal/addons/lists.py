"""Lists of rows in the admin, for the registers of every room and of add-ons."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail_modeladmin.views import IndexView


class FilteredIndexView(IndexView):
    """A list that its own filters narrow, and nothing else.

    Any other field in the address is refused (400): asking rows by fields that the list doesn't show would read them.
    """

    def get_filters(self, request: HttpRequest) -> tuple[Any, bool, dict[str, Any], bool]:
        specs, has_filters, others, distinct = super().get_filters(request)
        if others:
            raise BadRequest(_("This list has no filter “%(name)s”.") % {"name": min(others)[:80]})
        return specs, has_filters, others, distinct

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet:
        try:
            return super().get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest(_("A filter in the address of this list has a value that can't be.")) from error
