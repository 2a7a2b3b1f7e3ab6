"""The editor's form of a topic, for those who edit all of it and for those who edit a part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError

BODY = "body"
KEEP = "regions_keep"  # the button that keeps what is theirs and gives the rest up
SEEN = "regions_seen"  # the hidden field with the marks of what the form was filled with
OWN_CHOICE = frozenset({BODY, "comment_notifications"})


class TopicForm(WagtailAdminPageForm):
    """Keeps those who edit a part to it: what else they changed is said at its place, and stays in the form.

    They can mend it there, or keep what is theirs with :data:`KEEP` and give the rest up.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from . import rights

        super().__init__(*args, **kwargs)
        self.sent: dict[str, str] = {}  # the marks of what arrived, by tile
        self.own = rights.own_tiles(self.instance, self.for_user) if self.instance.pk and self.for_user else None
        if self.own is not None:
            for name, field in self.fields.items():
                field.disabled = name not in OWN_CHOICE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.own is not None and KEEP not in self.data:
            self._refuse_fields()
        if cleaned.get(BODY) is not None and self.instance.pk:
            if self.own is not None:
                self._keep_to_regions(cleaned)
            elif seen := self._seen():
                self._keep_what_others_wrote(cleaned, seen)
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]:
        """After a background save the form in the browser goes on from what it sent, as far as changes are told."""
        updates = list(super().get_field_updates_for_resave())
        return [*updates, (SEEN, json.dumps(self.sent))] if self.sent else updates

    def _keep_what_others_wrote(self, cleaned: dict[str, Any], seen: Mapping[str, str]) -> None:
        from . import rights, settling

        stream = cleaned[BODY]
        posted = rights.items(stream)
        self.sent = {item.tile_id: item.mark for item in posted}
        stored = settling.merge(seen, rights.items(self.instance.body), posted)
        cleaned[BODY] = stream.stream_block.to_python([dict(item) for item in stored])

    def _refuse_fields(self) -> None:
        text = _("The page's own fields are for %(unit)s.") % {"unit": self.instance.owner_unit.acting}
        for name, field in self.fields.items():
            if field.disabled and self.add_prefix(name) in self.data and self._differs(name, field):
                self.add_error(name, text)

    def _differs(self, name: str, field: Any) -> bool:
        posted = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        field.disabled = False  # a disabled field never says that it changed
        try:
            return bool(field.has_changed(self.get_initial_for_field(field, name), posted))
        finally:
            field.disabled = True

    def _keep_to_regions(self, cleaned: dict[str, Any]) -> None:
        from . import rights, settling

        stream = cleaned[BODY]
        newest = rights.items(self.instance.body)
        seen = self._seen() or {item.tile_id: item.mark for item in newest}
        posted = rights.items(stream)
        self.sent = {item.tile_id: item.mark for item in posted}
        settled = settling.settle(seen, newest, posted, self.own or frozenset())
        cleaned[BODY] = stream.stream_block.to_python([dict(item) for item in settled.items])
        if not settled.refusals or KEEP in self.data:
            return
        said = [(refusal.index, rights.message(refusal, self.instance)) for refusal in settled.refusals]
        at = {index: ValidationError([text]) for index, text in said if index is not None}
        elsewhere = list(dict.fromkeys(text for index, text in said if index is None))
        self.add_error(BODY, StreamBlockValidationError(block_errors=at, non_block_errors=elsewhere))

    def _seen(self) -> Mapping[str, str] | None:
        try:
            found = json.loads(self.data.get(SEEN) or "null")
        except (ValueError, RecursionError):
            return None
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else None
