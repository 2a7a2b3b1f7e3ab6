"""The check of the files that a case carries, done in the background and kept by their bytes (clause D10).

One check of one file's bytes by one version of the detectors serves every case that carries the file. It begins when a
file is uploaded, so that it is mostly over when a case is sent; a case that is sent before waits in screening.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.files.models import Document, Image
from portal.outbox.services import enqueue
from portal.registers.services import unregistered
from portal.screening.kinds import ADVICE, KINDS, VERSION, Found, Unreadable

from .models import Case, FileCheck
from .snapshots import marks_in
from .states import CaseState

JOB = "approvals.check_file"
MODELS: dict[str, type[Document] | type[Image]] = {"Document": Document, "Image": Image}
PERSONAL = frozenset({"id_number", "bank_card", "mobile"})
HINTS = frozenset({"not_looked_at"})
PROGRESS_SECONDS = 1.0
ATTEMPTS = 4  # after so many checks that broke off a file is given up, and people look at it
logger = logging.getLogger("portal.approvals")


@dataclass(frozen=True)
class Carried:
    """A file as a snapshot names it: its model, id, the SHA-256 of its bytes, and the ending by which it is read."""

    model: str
    pk: int
    sha256: str
    suffix: str = ""
    name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.sha256, self.suffix


def carried_by(model: str, row: Any) -> Carried:
    """Return a stored file as cases carry it."""
    stored = row.original_name or row.file.name
    return Carried(model, row.pk, row.sha256, PurePosixPath(stored).suffix.lower()[:12], row.display_name)


def carried(snapshot: dict[str, Any]) -> list[Carried]:
    """Return the files that a snapshot names; two queries, however many files."""
    parts = [str(named).split(":") for named in snapshot.get("files", ())]
    named = [(part[0], int(part[1]), part[2]) for part in parts if len(part) >= 3 and part[0] in MODELS]
    rows: dict[tuple[str, int], Any] = {
        (name, row.pk): row
        for name, model in MODELS.items()
        if (keys := [pk for other, pk, _sha in named if other == name])
        for row in model._default_manager.filter(pk__in=keys)
    }
    found = []
    for name, pk, sha256 in named:
        row = rows.get((name, pk))
        known = row is not None and row.sha256 == sha256
        found.append(carried_by(name, row) if known else Carried(name, pk, sha256, name=sha256[:12]))
    return found


def checks_of(files: Iterable[Carried]) -> dict[tuple[str, str], FileCheck]:
    """Return the checks of files by the present detectors, by bytes and ending."""
    rows = FileCheck.objects.filter(sha256__in={file.sha256 for file in files}, detectors=VERSION)
    return {(row.sha256, row.suffix): row for row in rows}


def pending(case: Case) -> bool:
    """Say whether a file of a case is still to be checked."""
    files = carried(case.snapshot)
    checks = checks_of(files) if files else {}
    return any(file.key not in checks or not checks[file.key].is_over for file in files)


def begin(case: Case) -> None:
    """Have the files of a case checked that nobody checked yet."""
    for file in carried(case.snapshot):
        ask_for(file)


def try_again(case: Case) -> None:
    """Have the files of a case checked once more whose check failed."""
    files = carried(case.snapshot)
    checks = checks_of(files) if files else {}
    for file in files:
        if file.key in checks and checks[file.key].state == FileCheck.State.FAILED:
            ask_for(file)


def ask_for(file: Carried) -> None:
    """Have one file checked, in the caller's transaction, unless its check is over; one that failed begins anew.

    A row that waits in the outbox already is used: what was asked for and got lost is asked for again.
    """
    row, _created = _row_of(file)
    if row.state == FileCheck.State.FAILED:
        _keep(row, state=FileCheck.State.WAITING, attempts=0, problem="")
    if not row.is_over:
        enqueue(JOB, asdict(file), key=f"{JOB}:{file.sha256}{file.suffix}")


def _row_of(file: Carried) -> tuple[FileCheck, bool]:
    return FileCheck.objects.get_or_create(sha256=file.sha256, suffix=file.suffix, detectors=VERSION)


def progress(case: Case) -> list[tuple[str, FileCheck | None]]:
    """Return (name of the file, its check) of a case's files, for people to watch."""
    files = carried(case.snapshot)
    checks = checks_of(files)
    return [(file.name, checks.get(file.key)) for file in files]


def check(file: Carried) -> FileCheck:
    """Check the bytes of one file now, page by page, and keep what is found.

    A check that was done is left as it is. One that breaks off, also because its worker was killed, is begun again a
    few times; then it has failed: that is said, and sending the case again begins anew. Raises what broke it off.
    """
    row, _created = _row_of(file)
    if row.state in (FileCheck.State.DONE, FileCheck.State.UNREADABLE):
        return row
    stored = MODELS[file.model]._default_manager.filter(pk=file.pk, sha256=file.sha256).first()
    if stored is None:
        return _over(row, FileCheck.State.FAILED, problem=_("The file isn't there any more."))
    if row.attempts >= ATTEMPTS:
        return _gave_up(row)
    _keep(row, state=FileCheck.State.RUNNING, attempts=row.attempts + 1, pages_done=0, pages=0)
    try:
        with stored.file.open("rb") as opened:
            content = opened.read()
        found = _screen(content, stored.original_name or stored.file.name, row)
    except (Unreadable, OSError) as error:
        return _over(row, FileCheck.State.UNREADABLE, problem=str(error)[:300])
    except Exception as error:  # whatever a detector raises: the case doesn't wait for ever
        logger.warning("check of %s broke off, attempt %s: %s", row, row.attempts, type(error).__name__)
        if row.attempts >= ATTEMPTS:
            return _gave_up(row)
        _keep(row, state=FileCheck.State.WAITING)
        raise
    return _over(row, FileCheck.State.DONE, found=[asdict(item) for item in found])


def _gave_up(row: FileCheck) -> FileCheck:
    """The words hold nothing of the error: it may quote what stands in the file (law 7)."""
    problem = _("the check broke off %(times)s times; sent again, it is tried again") % {"times": row.attempts}
    return _over(row, FileCheck.State.FAILED, problem=problem)


def _screen(content: bytes, name: str, row: FileCheck) -> list[Found]:
    from portal.screening.services import screen_file  # pictures and models are heavy: for the worker only

    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > PROGRESS_SECONDS or done == total:
            told = time.monotonic()
            _keep(row, pages_done=done, pages=total)

    # Every link is kept: which sites are registered is asked when the case is sent, and may have changed by then.
    return screen_file(content, name, frozenset(), tell)


def _keep(row: FileCheck, **values: Any) -> FileCheck:
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = timezone.now()
    row.save(update_fields=[*values, "changed_at"])
    return row


def _over(row: FileCheck, state: str, **values: Any) -> FileCheck:
    return _keep(row, state=state, **values)


def run(payload: dict[str, Any]) -> None:
    """The worker's job: check a file, and let the cases go on that waited for it."""
    from . import services  # they build on this module

    file = Carried(**payload)
    check(file)
    for pk in waiting_for(file):
        services.files_checked(pk)


def waiting_for(file: Carried) -> list[int]:
    """Return the ids of cases in screening that carry a file; one query."""
    snapshots = Case.objects.filter(state=CaseState.SCREENING).values_list("pk", "snapshot")
    return [pk for pk, snapshot in snapshots if file.sha256 in {mark.sha256 for mark in marks_in(snapshot)}]


def findings(snapshot: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what was found in the files of a snapshot, as rows that cases keep."""
    files = carried(snapshot)
    checks = checks_of(files) if files else {}
    for file in files:
        row = checks.get(file.key)
        if row is None:
            continue
        if row.state in (FileCheck.State.UNREADABLE, FileCheck.State.FAILED):
            yield _unread(file, row)
        for number, found in enumerate(row.found):
            if found["kind"] != "link" or list(unregistered([_address(found["excerpt"])])):
                yield _row(file, number, found)


def _unread(file: Carried, row: FileCheck) -> dict[str, Any]:
    """A file that no detector could read: somebody has to look at it and answer for that."""
    return {
        "screener": "files",
        "kind": "unreadable",
        "message": _("The file “%(name)s” can't be checked: %(why)s") % {"name": file.name, "why": row.problem},
        "where": "",
        "blocks": True,
        "advice": _("Attach it in another form; or a second person looks at it and states that it may be public."),
        "file": file.sha256,
        "suffix": file.suffix,
        "number": 0,
    }


def masked(kind: str, excerpt: str) -> str:
    """The words of a finding; of a number only its ends, so that the record doesn't hold it (law 7)."""
    return f"{excerpt[:3]}…{excerpt[-2:]}" if kind in PERSONAL else excerpt[:80]


def _address(excerpt: str) -> str:
    return excerpt if "://" in excerpt else f"https://{excerpt}"


def _row(file: Carried, number: int, found: dict[str, Any]) -> dict[str, Any]:
    kind = found["kind"]
    where = _("page %(page)s") % {"page": found["page"]}
    return {
        "screener": "files",
        "kind": kind,
        "message": _("The file “%(name)s”: %(what)s") % {"name": file.name, "what": str(KINDS.get(kind, kind))},
        "where": " · ".join(part for part in (where, found["where"], masked(kind, found["excerpt"])) if part),
        "blocks": kind not in HINTS,
        "confidence": round(float(found["confidence"]) * 100),
        "advice": str(ADVICE.get(kind, "")),
        "file": file.sha256,
        "suffix": file.suffix,
        "number": number,
    }


def is_read(file: Carried, checks: dict[tuple[str, str], FileCheck]) -> bool:
    """Say whether the detectors read a file themselves, so that its extracted text need not be searched again."""
    row = checks.get(file.key)
    if row is None or row.state != FileCheck.State.DONE:
        return False
    return not any(found["kind"] in HINTS for found in row.found)  # what was not looked at may be in its text


def covered(snapshot: dict[str, Any]) -> set[tuple[str, int]]:
    """Return (model, id) of the files that the detectors read themselves: their texts need no reading again."""
    files = carried(snapshot)
    checks = checks_of(files) if files else {}
    return {(file.model, file.pk) for file in files if is_read(file, checks)}


def crop(finding: dict[str, Any]) -> bytes:
    """Return the place of a finding as a PNG for people to judge. Unreadable where it can't be shown."""
    from portal.screening.services import crop as crop_of

    row = FileCheck.objects.filter(sha256=finding["file"], suffix=finding["suffix"], detectors=VERSION).first()
    rows = [each for model in MODELS.values() for each in model._default_manager.filter(sha256=finding["file"])]
    stored = next((each for each in rows if carried_by("", each).suffix == finding["suffix"]), None)
    if row is None or stored is None or finding["number"] >= len(row.found):
        raise Unreadable(_("This place of the file can't be shown as a picture."))
    found = row.found[finding["number"]]
    box = tuple(found["box"]) if found["box"] else None
    with stored.file.open("rb") as opened:
        content = opened.read()
    return crop_of(content, stored.original_name or stored.file.name, Found(**{**found, "box": box}))
