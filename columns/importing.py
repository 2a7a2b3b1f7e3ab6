"""Bringing in documents by the direct route: one batch case, one ledger entry and one transaction a document.

A batch is known by its column and manifest (the digests of all documents in it), so the same file continues where a
killed run stopped: nothing comes twice, nothing is missing. What is imported never counts as new (law 2).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects.models import Redirect

from portal.addons.types import ApprovableKind, RouteChoice
from portal.approvals import screening, secrecy, services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.canonical import digest as digest_of
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.pages import INDEX_SOURCE, add_published
from portal.approvals.permits import table_permit
from portal.approvals.states import CaseState
from portal.organisation.models import Function
from portal.organisation.services import functions_of
from portal.outbox.indexing import index_changed
from portal.registers.addresses import links_in

from . import publishing
from .imported_rows import facts, html_of
from .models import ColumnPage, Disclosure, ImportBatch, ImportItem
from .sections.reading import is_archived

MAX_LINE = 20_000_000
SEARCH_GROUP = 50
_ALREADY_PUBLIC = gettext_lazy(
    "Documents that are public already go direct: the publicity centre reviews and publishes (clause D9 c)."
)


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken, and why."""

    line: int
    reason: str


@dataclass
class ImportFile:
    """What a file holds: the digests of its good rows in order, and the rows that can't be taken."""

    digests: dict[str, str] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def manifest(self) -> str:
        return digest_of(list(self.digests.items()))


def lines_of(path: Path) -> TextIO:
    """Open a .jsonl or .jsonl.gz file for reading."""
    options: dict[str, Any] = {
        "encoding": "utf-8",
        "errors": "surrogateescape",
    }  # such a line is rejected, not the file
    return gzip.open(path, "rt", **options) if path.suffix == ".gz" else path.open(**options)


def rows(path: Path, on_reject: Callable[[Rejected], None] = lambda _row: None) -> Iterator[dict[str, Any]]:
    """Yield the good rows of a file; each bad one is handed to ``on_reject`` and left out."""
    seen: set[str] = set()
    with lines_of(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = _checked(line)
                if row["id"] in seen:
                    raise ValueError(_("the id %(id)s stands twice in the file") % {"id": row["id"]})
                seen.add(row["id"])
            except ValueError as error:
                on_reject(Rejected(number, str(error)))
                continue
            yield {**row, "line": number}


def _checked(line: str) -> dict[str, Any]:
    """Return one row, or raise ValueError with the reason in words."""
    if len(line) > MAX_LINE:
        raise ValueError(_("the line is too long"))
    try:
        row = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("this is no JSON: %(error)s") % {"error": error}) from error
    if not isinstance(row, dict):
        raise ValueError(_("this is no JSON object"))
    for name in ("id", "title", "body"):
        if not isinstance(row.get(name), str | int) or not str(row[name]).strip():
            raise ValueError(_("the field “%(name)s” is missing or empty") % {"name": name})
    row["id"] = str(row["id"]).strip()
    row["on"] = _date(row.get("date"))
    for problem in _problems(row, line):
        raise ValueError(problem)
    return row


LENGTHS = {"id": 120, "title": 255, "doc_no": 80, "source": 120, "url": 500, "old_url": 255}
_is_web_address = URLValidator(["http", "https"])


def _problems(row: dict[str, Any], line: str) -> Iterator[str]:
    """Yield what would keep a row from being stored: nothing of it is cut off or changed in silence."""
    if "\x00" in line or "\\u0000" in line or any(0xD800 <= ord(letter) <= 0xDFFF for letter in line):
        yield _("it holds characters that aren't text (is the file UTF-8?)")
    for name, length in LENGTHS.items():
        if len(str(row.get(name) or "")) > length:
            yield _("the field “%(name)s” is longer than %(length)s characters") % {"name": name, "length": length}
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(line, str) for line in history):
        yield _("the field “%(name)s” is no list of texts") % {"name": "history"}
    if url := row.get("url"):
        try:
            _is_web_address(url)
        except ValidationError:
            yield _("“%(value)s” is no web address") % {"value": str(url)[:200]}


def _no_number(name: str) -> None:
    """JSON has no NaN and no Infinity, though some programs write them."""
    raise ValueError(name)


def _date(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise ValueError(_("“%(value)s” is no date (YYYY-MM-DD)") % {"value": value}) from error


def digest_of_row(row: dict[str, Any]) -> str:
    """Return the digest of a row as it stood in the file."""
    return digest_of({key: value for key, value in row.items() if key not in {"on", "line"}})


def scan(path: Path) -> ImportFile:
    """Read a file once: the digest of every good row, and every rejected one.

    What is brought in is checked as everything that goes public is (clauses C3, D10): a finding rejects the row.
    """
    found = ImportFile()
    for row in rows(path, found.rejected.append):
        if findings := _findings(row):
            found.rejected.append(Rejected(row["line"], "；".join(findings)))
        else:
            found.digests[row["id"]] = digest_of_row(row)
    return found


def _findings(row: dict[str, Any]) -> list[str]:
    html = html_of(str(row["body"]), [])
    texts = {_("The text"): f"{row['title']}\n{row['body']}"}
    return [finding["message"] for finding in screening.screen({"links": links_in(html)}, texts) if finding["blocks"]]


def open_batch(
    path: Path, scanned: ImportFile, column: ColumnPage, maker: Any, secrecy_reviewer: Any, reviewer: Any
) -> tuple[ImportBatch, Case]:
    """Return the batch of a file with its approved case, making and approving both unless that was done before.

    The three people are named by whoever runs it and answer for it (law 5): the maker declares that nothing in it is
    secret, the secrecy reviewer of the column's unit passes it (O1), the publicity centre's reviewer agrees (D9).
    Raises ActRefused where they are not three, or hold no such posts.
    """
    if len({maker.pk, secrecy_reviewer.pk, reviewer.pk}) < 3:
        raise ActRefused([_("The maker, the secrecy reviewer and the reviewer must be three people.")])
    if Function.PUBLICITY_CENTRE not in functions_of(reviewer):
        raise ActRefused([_("The reviewer must hold a post in the publicity centre (clause D9).")])
    with transaction.atomic():
        batch, _created = ImportBatch.objects.get_or_create(
            column=column,
            manifest=scanned.manifest,
            defaults={
                "file_name": path.name,
                "total": len(scanned.digests),
                "rejected": len(scanned.rejected),
                "maker": maker,
                "reviewer": reviewer,
            },
        )
        case = Case.objects.about(ImportKind.name, batch.pk).order_by("-pk").first()
        if case is None:
            case = services.open_case(batch, maker)
            declared = dict.fromkeys(secrecy.QUESTIONS, secrecy.NO)
            case = services.send(case.pk, maker, case.version, declaration=declared)
            case = services.pass_secrecy(case.pk, secrecy_reviewer, case.version, _("Public elsewhere already."))
            case = services.agree(
                case.pk,
                reviewer,
                case.version,
                _("Already public elsewhere; may be published as a reprint (clause D9 c)."),
            )
    return batch, case


class ImportKind(ApprovableKind):
    """A batch of documents that are public already: the publicity centre reviews the manifest (clause D9 c)."""

    name = "import"
    label = gettext_lazy("import of documents")
    model = ImportBatch

    def snapshot(self, subject: ImportBatch) -> dict[str, Any]:
        return {
            "type": "import",
            "id": subject.pk,
            "column": subject.column_id,
            "manifest": subject.manifest,
            "total": subject.total,
        }

    def problems(self, subject: ImportBatch) -> list[Any]:
        if is_archived(subject.column.path):
            return [_("The column is retired; nothing new is published in it.")]
        return []

    def carry_out(self, case: Case, subject: ImportBatch) -> None:
        """Nothing yet: each document is carried out in a transaction of its own by :func:`bring_in`."""

    def open_place(self, case: Case) -> str:
        """The column, until the last document of the batch is there."""
        batch = ImportBatch.objects.filter(pk=case.subject_id, finished_at=None).select_related("column").first()
        return batch.column.path if batch else ""

    def choose_route(self, subject: ImportBatch) -> RouteChoice:
        return RouteChoice(
            "import",
            (_ALREADY_PUBLIC,),
        )

    def owner_unit(self, subject: ImportBatch) -> Any:
        return subject.column.owner_unit.acting

    def title(self, subject: ImportBatch) -> str:
        return _("Import of %(count)s documents into %(column)s") % {
            "count": subject.total,
            "column": subject.column.title,
        }

    def url(self, subject: ImportBatch) -> str:
        return reverse("wagtailadmin_explore", args=[subject.column_id])


def bring_in(path: Path, batch: ImportBatch, case: Case, scanned: ImportFile) -> Iterator[bool]:
    """Publish every document of an approved batch that isn't there yet; yield once a document (True: it was new)."""
    if case.state != CaseState.CARRIED_OUT:
        raise ActRefused([_("This import has not been approved.")])
    if scanned.manifest != batch.manifest:
        raise ActRefused([_("The file was changed while it was read; start the import again.")])
    done = set(batch.items.values_list("external_id", flat=True))
    run = _Run(batch, case, set(Redirect.objects.values_list("old_path", flat=True)))
    for row in rows(path):
        if row["id"] in done:
            yield False
            continue
        if row["id"] not in scanned.digests:
            continue  # it was rejected
        if digest_of_row(row) != scanned.digests.get(row["id"]):
            raise ActRefused([_("The file was changed while it was read; start the import again.")])
        with transaction.atomic():
            lock_head()
            run.bring_in(row, scanned.digests[row["id"]])
        yield True
    ImportBatch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=timezone.now())


@dataclass
class _Run:
    """One run of a batch: what is the same for all of its documents, and the group that search is told about."""

    batch: ImportBatch
    case: Case
    old_addresses: set[str]
    group: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.column = ColumnPage.objects.get(pk=self.batch.column_id)
        opinions = self.case.opinions.filter(actor=self.batch.reviewer).order_by("-pk")
        self.capacity = opinions.values_list("capacity", flat=True)[0]

    def bring_in(self, row: dict[str, Any], digest: str) -> None:
        """Publish one document with all that belongs to it, in the caller's transaction."""
        page = _page(row, self.batch, self.column)
        self.column.refresh_from_db(fields=["numchild"])
        add_published(self.case, self.column, page, "disclosure")
        if not self.column.live:
            publishing.item_published(page, self.case)
            self.column = ColumnPage.objects.get(pk=self.column.pk)
        ImportItem.objects.create(batch=self.batch, external_id=row["id"], digest=digest, page=page)
        if old := str(row.get("old_url") or "").strip():
            _redirect(old, page, self.case, self.old_addresses)
        self._tell_search(page)
        record(
            "import.published",
            actor=self.batch.reviewer,
            capacity=self.capacity,
            subject=f"disclosure:{page.pk}",
            case_number=self.case.number,
            data={"external_id": row["id"]},
            digest=digest,
        )

    def _tell_search(self, page: Disclosure) -> None:
        """One row for a group: the index is written once for many documents, and none is forgotten after a kill."""
        if len(self.group) >= SEARCH_GROUP:
            self.group = []
        self.group.append(str(page.pk))
        key = f"import:{self.batch.pk}:{self.group[0]}"
        index_changed(INDEX_SOURCE, *self.group, key=key)


def _page(row: dict[str, Any], batch: ImportBatch, column: ColumnPage) -> Disclosure:
    return Disclosure(
        **facts(row),
        slug=_slug(row["id"], batch),
        live=False,
        owner=batch.maker,
        maker_unit_id=column.owner_unit_id,
        issuing_organ="",
        is_import=True,
    )


def _slug(external_id: str, batch: ImportBatch) -> str:
    letters = re.sub(r"[^a-zA-Z0-9]+", "-", external_id).strip("-").lower()[:60]
    # Ids that differ in signs or case only would get the same address.
    ending = [] if letters == external_id else [digest_of(external_id)[:12]]
    return "-".join([f"d{batch.pk}", *([letters] if letters else []), *ending])


def _redirect(old: str, page: Disclosure, case: Case, old_addresses: set[str]) -> None:
    path = Redirect.normalise_path(old)
    if path in old_addresses:
        return
    with table_permit("wagtailredirects_redirect", "old_address", case):
        Redirect.objects.create(old_path=path, redirect_page=page, is_permanent=True)
    old_addresses.add(path)
