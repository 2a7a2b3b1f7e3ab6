"""One topic as a folder of files: its page, what the page shows, a manifest of it all, and the same as one archive."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.utils import timezone

from portal.notices.mails import address

from ..models import TopicPage
from . import rewriting
from .rewriting import Place, Replace
from .visiting import NotReadable, Visitor

SITE = "site"
INDEX = "index.html"
FILES = "files"
MANIFEST = "manifest.json"
ARCHIVE = "snapshot.zip"
MOST_FILES = 500
MOST_BYTES = 500 * 1024 * 1024
LONGEST_SUFFIX = 8


@dataclass(frozen=True)
class Made:
    """What was made: the SHA-256 of the manifest, bytes of the archive, how many files, how many were left out."""

    digest: str
    size: int
    files: int
    missing: int


def make(topic: TopicPage, target: Path, case_number: str) -> Made:
    """Make the snapshot of a public topic as a folder: ``site/`` to be served, ``snapshot.zip`` with the same.

    ``target`` isn't there, or is empty: it appears when all is done, under another name it is thrown away at the next
    try. Raises NotReadable where the public doesn't see the topic's page. A file that can't be had is named in the
    manifest and left out.
    """
    fresh = target.with_name(f"{target.name}.making")
    shutil.rmtree(fresh, ignore_errors=True)
    site = fresh / SITE
    site.mkdir(parents=True)
    source = address(topic.url)
    collection = Collection(site, source, {urlsplit(source).netloc, urlsplit(topic.full_url).netloc})
    collection.add_page()
    manifest = _manifest(collection, case_number)
    (site / MANIFEST).write_bytes(manifest)
    _pack(site, fresh / ARCHIVE)
    size = (fresh / ARCHIVE).stat().st_size
    os.replace(fresh, target)
    return Made(sha256(manifest).hexdigest(), size, len(collection.files), len(collection.missing))


class Collection:
    """Files of a snapshot as they come together: ``files`` is path → SHA-256, ``missing`` address → why."""

    def __init__(self, folder: Path, source: str, hosts: Iterable[str]) -> None:
        self.source = source
        self.files: dict[str, str] = {}
        self.missing: dict[str, str] = {}
        self._folder, self._hosts = folder, set(hosts)
        self._visitor = Visitor()
        self._places: dict[str, Place | None] = {}
        self._left = MOST_BYTES

    def add_page(self) -> None:
        """Add the page of the source address, and with it all that it shows and every public file it links to."""
        answer = self._visitor.read(self.source, self._left)
        self._write(INDEX, rewriting.page(answer.content, self._seen_from(self.source, f"{FILES}/")))

    def _seen_from(self, base: str, way: str) -> Replace:
        """Return what replaces addresses in something at ``base``, from where ``way`` leads to the kept files."""

        def replace(value: str) -> Place | None:
            if not value or value.startswith("#"):
                return Place(value)
            try:
                full, fragment = urldefrag(urljoin(base, value))
                scheme, ours = urlsplit(full).scheme, self._is_file_of_ours(full)
            except ValueError as error:
                self.missing[value] = str(error)
                return None
            anchor = f"#{fragment}" if fragment else ""
            if scheme not in ("http", "https"):
                return Place(value)
            if not ours:
                return Place(anchor if anchor and full == self.source else f"{full}{anchor}")
            place = self._kept(full)
            return place and Place(f"{way}{place.address}{anchor}", place.download)

        return replace

    def _is_file_of_ours(self, full: str) -> bool:
        found = urlsplit(full)
        return found.netloc in self._hosts and found.path.startswith((settings.STATIC_URL, settings.MEDIA_URL))

    def _kept(self, full: str) -> Place | None:
        """Return where the file of an address is kept, read at the first time; None where it can't be had."""
        found = urlsplit(full)
        full = urljoin(self.source, found._replace(scheme="", netloc="").geturl())  # the same by whichever host
        if full not in self._places:
            name = f"{sha256(full.encode()).hexdigest()[:24]}{_suffix(found.path)}"
            self._places[full] = Place(name)  # style sheets may import each other in a circle
            try:
                self._places[full] = Place(name, self._read(full, name))
            except NotReadable as error:
                self._places[full] = None
                self.missing[full] = str(error)
        return self._places[full]

    def _read(self, full: str, name: str) -> str:
        if len(self._places) > MOST_FILES:
            raise NotReadable(f"> {MOST_FILES} files")
        answer = self._visitor.read(full, min(self._left, settings.GONGKAI["ATTACHMENT_MAX_BYTES"]))
        content = answer.content
        if answer.kind == "text/css":
            content = rewriting.style_sheet(content.decode("utf-8", "replace"), self._seen_from(full, "")).encode()
        self._write(f"{FILES}/{name}", content)
        return answer.download

    def _write(self, path: str, content: bytes) -> None:
        self._left = max(self._left - len(content), 0)
        self.files[path] = sha256(content).hexdigest()
        (self._folder / path).parent.mkdir(exist_ok=True)
        (self._folder / path).write_bytes(content)


def _suffix(path: str) -> str:
    """The suffix by which a web server tells the kind of a file; none where an address ends strangely."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= LONGEST_SUFFIX else ""


def _manifest(collection: Collection, case_number: str) -> bytes:
    told = {
        "source": collection.source,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "case": case_number,
        "files": collection.files,
        "missing": collection.missing,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode()


def _pack(site: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            packed.write(path, path.relative_to(site))
