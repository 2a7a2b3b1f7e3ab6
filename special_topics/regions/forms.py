"""The editor's form of a topic: what it keeps, where others saved meanwhile, and for those who edit a part of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm

from portal.tiles.trees import Tile, flat

from ..merging import began, conflicts
from ..merging.began import BODY, SEEN
from ..merging.threeway import Base, Conflict, Side, base_of, merge, side_of
from .errors import Said, at_tiles

KEEP = "regions_keep"  # the button that keeps what is theirs and gives the rest up
TAKEN = "together_taken"  # the hidden field that tells what of others was put together with it
OWN_CHOICE = frozenset({BODY, "comment_notifications"})


class TopicForm(WagtailAdminPageForm):
    """Puts together what somebody saves and what others saved since; asks where both changed one tile.

    Those who edit a part are kept to it: what else they changed is said at its place, and stays in the form. They can
    mend it there, or keep what is theirs with :data:`KEEP` and give the rest up.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from . import rights

        super().__init__(*args, **kwargs)
        self.sent: began.Began | None = None  # the marks of what arrived
        self.questions: list[conflicts.Question] = []
        self.taken = 0
        self.who = ""  # who saved the newest version
        self.part = rights.part_of(self.instance, self.for_user) if self.instance.pk and self.for_user else None
        if self.part is not None:
            for name, field in self.fields.items():
                field.disabled = name not in OWN_CHOICE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.part is not None and KEEP not in self.data:
            self._refuse_fields()
        if cleaned.get(BODY) is None or not self.instance.pk:
            return cleaned
        known = began.read(self.data.get(SEEN))
        self.who = _saved_by(self.instance)  # before the save: after it the newest version is one's own
        if known is not None:
            self.instance.merged_onto = (self.instance.latest_revision_id, self.instance.latest_revision_created_at)
        if self.part is not None:
            self._keep_to_regions(cleaned, known)
        elif known is not None:
            self.sent = began.Began(fields=self._sent_fields(cleaned))
            self._merge_fields(cleaned, known)
            self._merge(cleaned, known.tiles)
        if self.taken:
            self.instance.together_taken = self.told()
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]:
        """After a background save the form in the browser goes on from what it sent, as far as changes are told."""
        updates = list(super().get_field_updates_for_resave())
        return [*updates, (SEEN, self.sent.text()), (TAKEN, self.told())] if self.sent else updates

    def told(self) -> str:
        """Say that something of others was put together with what was saved; "" where nothing was."""
        if not self.taken:
            return ""
        text = ngettext(
            "%(who)s saved meanwhile: %(count)s change was put together with yours. Nothing was overwritten.",
            "%(who)s saved meanwhile: %(count)s changes were put together with yours. Nothing was overwritten.",
            self.taken,
        )
        return text % {"who": self.who, "count": self.taken}

    # --- where others saved meanwhile -----------------------------------------------------------------------------
    def _merge(self, cleaned: dict[str, Any], known: Base) -> None:
        newest, posted = began.stored_tiles(self.instance), began.sent_tiles(cleaned[BODY])
        self.sent = began.Began(base_of(posted), self.sent.fields if self.sent else {})
        found = merge(known, newest, posted)
        chosen = self._chosen(found.conflicts)
        if chosen:
            found = merge(known, newest, posted, chosen)
        self.taken += len(found.taken)
        self._put(cleaned, found.tiles, newest)
        self._say(self._asked(found.conflicts, posted))

    def _chosen(self, found: list[Conflict]) -> dict[str, Side]:
        return conflicts.choices(self.data, conflicts.tokens_of(found))

    def _put(self, cleaned: dict[str, Any], tiles: list[Tile], newest: list[Tile]) -> None:
        stored = {tile.tile_id: tile for tile in newest}
        cleaned[BODY] = began.stream_of(cleaned[BODY].stream_block, tiles, stored)

    def _asked(self, found: list[Conflict], posted: list[Tile]) -> list[Said]:
        """Ask about tiles that both changed; return what is said at them."""
        block = self.instance._meta.get_field(BODY).stream_block
        questions = [conflicts.about_tile(one, self.who, block) for one in found]
        self.questions += questions
        ways = {key: one.way for key, one in flat(posted).items()}
        return [(ways.get(one.key), one.message) for one in questions]

    def _say(self, said: list[Said]) -> None:
        if said:
            self.add_error(BODY, at_tiles(said))

    def _sent_fields(self, cleaned: dict[str, Any]) -> dict[str, str]:
        names = [field.name for field in began.own_fields(self.instance)]
        return {name: began.field_mark(cleaned[name]) for name in names if name in cleaned}

    def _merge_fields(self, cleaned: dict[str, Any], known: began.Began) -> None:
        sent = self.sent.fields if self.sent else {}
        for field in began.own_fields(self.instance):
            if field.name not in sent or field.name not in known.fields:
                continue
            now = field.value_from_object(self.instance)
            theirs, mine = began.field_mark(now), sent[field.name]
            side = side_of(known.fields[field.name], theirs, mine)
            if side is None:
                key = conflicts.field_key(field.name)
                side = conflicts.choices(self.data, {key: theirs}).get(key)
            if side is None:
                question = conflicts.about_field(field, now, cleaned[field.name], self.who)
                self.questions.append(question)
                self.add_error(field.name, question.message)
            elif side is Side.THEIRS and theirs != mine:
                cleaned[field.name] = getattr(self.instance, field.name)
                self.taken += 1

    # --- for those who edit a part --------------------------------------------------------------------------------
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

    def _keep_to_regions(self, cleaned: dict[str, Any], known: began.Began | None) -> None:
        from . import rights, settling

        assert self.part is not None
        newest, posted = began.stored_tiles(self.instance), began.sent_tiles(cleaned[BODY])
        base = known.tiles if known else base_of(newest)
        self.sent = began.Began(base_of(posted))
        settled = settling.settle(base, newest, posted, self.part)
        chosen = self._chosen(settled.conflicts)
        if chosen:
            settled = settling.settle(base, newest, posted, self.part, chosen)
        self.taken += len(settled.taken)
        self._put(cleaned, settled.tiles, newest)
        said = self._asked(settled.conflicts, posted)
        if KEEP not in self.data:
            said += [(one.way, rights.message(one, self.instance)) for one in settled.refusals]
        self._say(said)


def _saved_by(topic: Any) -> str:
    revision = topic.latest_revision
    return str(revision.user) if revision and revision.user else _("Somebody")
