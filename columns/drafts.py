"""Drafts made from files as units write them: fields, tables, pictures and attachments in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.files import services as files
from portal.files.conversion.shapes import Converted, Picture
from portal.files.models import Document, Image
from portal.organisation.services import units_of
from portal.text.validity import validity_of
from portal.tiles.converted import tile, tiles_of
from portal.tiles.text import plain_text

from .models import Attachment, ColumnPage, Conversion, Disclosure, Interpretation, NewsPage
from .models.columns import ColumnKind
from .models.items import ItemPage
from .page_forms import free_slug

KINDS: dict[str, type[ItemPage]] = {"disclosure": Disclosure, "news": NewsPage, "interpretation": Interpretation}
NAME_LENGTH = 120
MAX_COLUMNS = 500
# How a title ends → the genre of the catalogue's built-in list, as far as a list that was edited still has it.
_GENRES = (
    (("通知",), "notice"),
    (("公告", "公示"), "announcement"),
    (("通告",), "public-notice"),
    (("办法", "规定", "细则", "规则", "规范"), "measures"),
    (("意见",), "opinion"),
    (("批复",), "reply"),
    (("复函", "函", "答复"), "letter"),
    (("通报",), "circular"),
    (("决定",), "decision"),
    (("方案", "规划", "计划", "要点", "预案"), "plan"),
)
OTHER_GENRE = "other"


@dataclass(frozen=True)
class Upload:
    """What a person chose: the file that was read, the files to attach, and where the draft goes."""

    parent: ColumnPage
    model: type[ItemPage]
    original: Any
    attachments: Sequence[Any] = ()
    explains: Disclosure | None = None


def may_add(person: Any, parent: Page, model: type[Page]) -> bool:
    """Say whether a person may add a page of a type below a page, as the editor would have it."""
    allowed = model in parent.specific_class.allowed_subpage_models() and model.can_create_at(parent)
    return allowed and parent.permissions_for_user(person).can_add_subpage()


def columns_of(person: Any) -> list[ColumnPage]:
    """Return the columns in which a person may begin an item, in the order of the site."""
    columns = ColumnPage.objects.exclude(kind=ColumnKind.SECTION).defer("body", "description", "purpose")
    columns = columns.order_by("path")[:MAX_COLUMNS]
    return [column for column in columns if column.permissions_for_user(person).can_add_subpage()]


def usual_kind(parent: ColumnPage) -> str:
    """Return the kind of item that a column mostly holds."""
    return "news" if parent.kind == ColumnKind.NEWS else "disclosure"


@transaction.atomic
def make(upload: Upload, found: Converted, person: Any) -> Conversion:
    """Make the draft, its files and the record of what became of the original. Nothing of it is public.

    Raises ValidationError where one of the files isn't taken; then nothing was made.
    """
    original = _keep(upload.original, person, never_public=True)
    images = {
        key: files.store(
            Image, file.name, file.content, person, title=_picture_title(found, key), description=_alt(found, key)
        ).pk
        for key, file in found.pictures.items()
    }
    documents = [_keep(file, person) for file in upload.attachments]
    documents += [
        files.store(Document, file.name, file.content, person, title=_("Embedded file %(name)s") % {"name": file.name})
        for file in found.embedded
    ]
    page = _page(upload, found, person)
    body: Any = tiles_of(found.body, images)
    names = _names_for(documents, found.attachment_names)
    if isinstance(page, Disclosure):
        page.attachments.set(
            [Attachment(document=file, title=name) for file, name in zip(documents, names, strict=True)]
        )
    elif documents:
        links = [{"text": name, "document": file.pk, "note": ""} for file, name in zip(documents, names, strict=True)]
        body.append(tile("link_list", {"title": str(_("Attachments")), "items": links}))
    page.body = body
    parent = ColumnPage.objects.get(pk=upload.parent.pk)
    page.slug = free_slug(parent, page.title)
    parent.add_child(instance=page)
    page.save_revision(user=person, log_action=True)
    return Conversion.objects.create(
        page=page,
        original=original,
        source="\n".join(found.source),
        losses=[[loss.code, loss.detail] for loss in found.losses],
        attachment_names=list(found.attachment_names),
        made_by=person,
    )


def _keep(file: Any, person: Any, never_public: bool = False) -> Document:
    file.seek(0)
    title = file.name.rpartition(".")[0] or file.name
    return files.store(Document, file.name, file.read(), person, title=title[:255], never_public=never_public)


def _picture_title(found: Converted, key: str) -> str:
    return f"{found.title[:200]} · {key[1:]}"


def _alt(found: Converted, key: str) -> str:
    return next((block.alt for block in found.body if isinstance(block, Picture) and block.key == key), "")[:255]


def _names_for(documents: Sequence[Document], named: Sequence[str]) -> list[str]:
    """Return what to call each file: the name in the text that is like its own, else the name at its place."""
    if len(documents) == len(named):
        return [name[:NAME_LENGTH] for name in _matched(documents, named)]
    return [_similar(document, named)[:NAME_LENGTH] or document.title[:NAME_LENGTH] for document in documents]


def _matched(documents: Sequence[Document], named: Sequence[str]) -> list[str]:
    similar = [_similar(document, named) for document in documents]
    return similar if all(similar) and len(set(similar)) == len(similar) else list(named)


def _similar(document: Document, named: Sequence[str]) -> str:
    return next((name for name in named if name in document.title or document.title in name), "")


def _page(upload: Upload, found: Converted, person: Any) -> ItemPage:
    units = units_of(person)
    own = next((unit for unit in units if unit.pk == upload.parent.owner_unit_id), units[0] if units else None)
    page = upload.model(title=found.title, live=False, owner=person, maker_unit=own)
    if isinstance(page, Disclosure):
        page.document_number = found.document_number
        page.formed_on = found.formed_on
        written = validity_of("\n".join(found.source), found.formed_on)
        page.effective_on, page.expires_on = written.effective_on, written.expires_on
        page.issuing_organ = _organ(found.title)
        page.genre = next((genre for words, genre in _GENRES if found.title.endswith(words)), OTHER_GENRE)
    elif isinstance(page, Interpretation):
        if upload.explains is None:
            raise ValidationError({"explains": _("An interpretation explains a document: say which.")})
        page.interprets = upload.explains
    return page


def _organ(title: str) -> str:
    """The organ that a title begins with: 岭海省自然资源厅关于……."""
    organ, about, _rest = title.partition("关于")
    return organ[:120] if about and organ.endswith(("厅", "局", "委", "办公室", "委员会", "政府", "中心", "院")) else ""


@dataclass(frozen=True)
class Compared:
    """A line of the original, and whether the draft has it as it stands now."""

    text: str
    kept: bool


def compare(conversion: Conversion, draft: ItemPage) -> list[Compared]:
    """Return the lines of the original, each with whether its words stand in the draft."""
    number = getattr(draft, "document_number", "")
    here = _squeezed("".join([draft.title, number, plain_text(draft.body)]))
    return [Compared(line, _squeezed(line) in here) for line in conversion.source.splitlines() if line.strip()]


def _squeezed(text: str) -> str:
    return "".join(text.split())
