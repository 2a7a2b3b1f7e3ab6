"""A dossier is checked without a database, and whatever was changed in it is found (law 2, clause D6)."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from portal.approvals.dossier import checks, envelope, pdf
from portal.approvals.ledger import seals
from portal.approvals.ledger.canonical import canonical, digest
from portal.approvals.ledger.chain import body_of, link, pack
from portal.approvals.models import Case

from .conftest import KINDS, Made

pytestmark = pytest.mark.clause("D6")

THOROUGH = settings(max_examples=60, deadline=None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_the_rows_are_gone_and_the_dossiers_hold(dossiers):
    assert not Case.objects.exists()
    assert {name: made.problems() for name, made in dossiers.items()} == {kind: [] for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_checked_in_every_respect(dossiers, kind):
    made = dossiers[kind]
    found = list(checks.check(made.data, made.key))
    assert len(found) == 11 and all(check.holds for check in found)


def test_another_key_is_found(general):
    found = general.problems(key=Ed25519PrivateKey.generate().public_key())
    assert any("signature" in line for line in found) and any("heads" in line for line in found)


# --- changes without the key -------------------------------------------------------------------------------------
def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of every value in a nest of JSON that holds no other."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path
    else:
        for key, below in inner:
            yield from leaves(below, (*path, key))


def put(nest: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> None:
    for key in path[:-1]:
        nest = nest[key]
    nest[path[-1]] = change(nest[path[-1]])


def flipped(value: Any, place: int, letter: str) -> Any:
    """A value with one character of its writing changed."""
    if not isinstance(value, str):
        return {True: False, False: True, None: 0}.get(value, value + 1 if isinstance(value, int) else None)
    if not value:
        return letter
    place %= len(value)
    other = letter if value[place] != letter else ("甲" if letter != "甲" else "乙")
    return value[:place] + other + value[place + 1 :]


@THOROUGH
@given(data=st.data())
def test_one_character_of_any_value_changed_is_found(dossiers, data):
    made: Made = dossiers[data.draw(st.sampled_from(KINDS))]
    changed = made.envelope
    path = data.draw(st.sampled_from(list(leaves(changed))))
    letter = data.draw(st.characters(exclude_categories=("Cs",)))
    place = data.draw(st.integers(0, 10_000))
    put(changed, path, lambda value: flipped(value, place, letter))
    assert made.problems(pdf.attach(made.reading, canonical(changed).encode())), path


@THOROUGH
@given(data=st.data())
def test_one_byte_of_the_json_changed_is_found(dossiers, data):
    made: Made = dossiers["reply"]
    inner = bytearray(pdf.attached(made.data))
    place = data.draw(st.integers(0, len(inner) - 1))
    inner[place] ^= 1 << data.draw(st.integers(0, 7))
    assert made.problems(pdf.attach(made.reading, bytes(inner)))


def test_the_same_json_written_otherwise_is_found(general):
    """Two writings of one text could be read in two ways: a name that stands twice, for one."""
    for inner in (json.dumps(general.envelope), '{"dossier":{},' + pdf.attached(general.data).decode()[1:]):
        assert general.problems(pdf.attach(general.reading, inner.encode()))


def test_json_that_nests_without_end_is_refused(general):
    assert general.problems(pdf.attach(general.reading, b'{"dossier":' + b"[" * 100_000))


def test_json_of_another_version_is_named(general):
    assert any("2" in line for line in general.signed_again(lambda dossier: dossier.update(version=2)))


# --- the PDF around it -------------------------------------------------------------------------------------------
@THOROUGH
@given(data=st.data())
def test_a_truncated_pdf_is_found(dossiers, data):
    made: Made = dossiers["general"]
    assert made.problems(made.data[: data.draw(st.integers(0, len(made.data) - 10))])


@THOROUGH
@given(data=st.data())
def test_one_byte_of_the_pages_changed_is_found(dossiers, data):
    made: Made = dossiers["general"]
    changed = bytearray(made.data)
    changed[data.draw(st.integers(0, len(made.reading) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert made.problems(bytes(changed))


def test_a_pdf_without_json_is_found(general):
    assert general.problems(general.reading)


def test_a_second_json_is_found(general):
    writer = PdfWriter(io.BytesIO(general.data), incremental=True)
    writer.add_attachment("other.json", b"{}")
    assert general.problems(written(writer))


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_annotation(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="同意", rect=(50, 550, 200, 650)))


def with_a_script(writer: PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def with_another_page(writer: PdfWriter) -> None:
    writer.add_blank_page(100, 100)


@pytest.mark.parametrize("add", [with_annotation, with_a_script, with_another_page])
def test_what_is_laid_over_the_signed_pages_is_found(general, add):
    """In an update of its own behind ours, and in one in the place of ours."""
    behind = PdfWriter(io.BytesIO(general.data), incremental=True)
    add(behind)
    assert general.problems(written(behind))
    instead = PdfWriter(io.BytesIO(general.reading), incremental=True)
    add(instead)
    instead.add_attachment(pdf.NAME, pdf.attached(general.data))
    assert general.problems(written(instead))


@pytest.mark.parametrize("tail", [b"\n", b"% a remark\n", b"\nstartxref\n9\n%%EOF\n"])
def test_whatever_stands_behind_the_end_is_found(general, tail):
    assert general.problems(general.data + tail)


def test_the_json_can_be_taken_out_by_any_reader(general):
    assert list(PdfReader(io.BytesIO(general.data)).attachments) == ["dossier.json"]


# --- changes by somebody who has the dossiers' key, but not the chain --------------------------------------------
def an_opinion(dossier):
    dossier["opinions"][-1]["text"] = "不同意"


def a_capacity(dossier):
    dossier["opinions"][-1]["capacity"] = "厅长"


def an_entry(dossier):
    dossier["entries"][2]["opinion"] = "不同意"


def an_entry_and_its_hash(dossier):
    entry = dossier["entries"][2]
    entry["opinion"] = "不同意"
    entry["hash"] = link(entry["previous"], body_of(entry))


def two_entries_swapped(dossier):
    entries = dossier["entries"]
    entries[1], entries[2] = entries[2], entries[1]


def two_numbers_swapped(dossier):
    one, other = dossier["entries"][1:3]
    one["seq"], other["seq"] = other["seq"], one["seq"]


def an_entry_of_another_case(dossier):
    dossier["case"]["number"] = "SP2026-999999"


def a_draft(dossier):
    dossier["drafts"][0]["snapshot"]["fields"]["title"] = "别的标题"


def a_draft_and_its_digest(dossier):
    a_draft(dossier)
    dossier["drafts"][0]["digest"] = digest(dossier["drafts"][0]["snapshot"])


def a_files_hash(dossier):
    dossier["drafts"][-1]["files"][0]["sha256"] = "0" * 64


def a_file_left_out(dossier):
    dossier["drafts"][-1]["files"] = []


def a_day_counted(dossier):
    dossier["case"]["clock"]["counted"][0][1] ^= True


def the_day_due(dossier):
    dossier["case"]["due_at"] = "2030-01-01T15:59:59Z"


def a_day_left_out(dossier):
    days = dossier["case"]["clock"]["counted"]
    del days[next(place for place, day in enumerate(days) if not day[1])]


def the_publication(dossier):
    dossier["publication"]["at"] = "2026-01-01T00:00:00Z"


def the_published_version(dossier):
    dossier["publication"]["digest"] = "0" * 64


def no_publication(dossier):
    dossier["publication"] = None


def the_head(dossier):
    head = dossier["proof"][-1]["head"]
    head["at"] = "2020-01-01T00:00:00+00:00"


def what_lies_between(dossier):
    between = dossier["proof"][-1]["between"]
    key = next(iter(between))
    between[key] = pack(["0" * 64])


def no_proof(dossier):
    dossier["proof"] = []


def no_entries(dossier):
    dossier["entries"] = []


def a_part_less(dossier):
    del dossier["opinions"]


CHANGES = [
    an_opinion, a_capacity, an_entry, an_entry_and_its_hash, two_entries_swapped, two_numbers_swapped,
    an_entry_of_another_case, a_draft, a_draft_and_its_digest, a_files_hash, a_file_left_out, a_day_counted,
    the_day_due, a_day_left_out, the_publication, the_published_version, no_publication, the_head, what_lies_between,
    no_proof, no_entries, a_part_less,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_ledger_does_not_say_is_found_also_when_it_is_signed(general, change):
    before = copy.deepcopy(general.dossier)
    assert general.signed_again(change)
    assert general.dossier == before and not general.problems()


@pytest.mark.parametrize("place", range(5))
def test_each_entry_removed_is_found_also_when_the_rest_is_signed(general, place):
    assert general.signed_again(lambda dossier: dossier["entries"].pop(place))


def test_nothing_is_changed_by_signing_it_again(general):
    assert general.signed_again(lambda dossier: None) == []


def test_a_head_that_somebody_else_signed_is_found(general):
    other = Ed25519PrivateKey.generate()

    def change(dossier):
        head = dossier["proof"][-1]["head"]
        message = seals._message(head["seq"], head["hash"], head["at"])
        head["signature"] = envelope.base64.b64encode(other.sign(message)).decode()

    assert any("heads" in line for line in general.signed_again(change))


# --- the public files --------------------------------------------------------------------------------------------
@pytest.fixture
def folder(general, tmp_path) -> Path:
    for name, data in general.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_the_public_files_are_compared(general, folder):
    assert general.files and general.problems(files=folder) == []


def test_a_changed_public_file_is_named(general, folder):
    (folder / next(iter(general.files))).write_bytes(b"%PDF-1.4 something else")
    assert any("查询申请表" in line for line in general.problems(files=folder))


def test_a_missing_public_file_is_named(general, tmp_path):
    assert any("查询申请表" in line for line in general.problems(files=tmp_path))


def test_nothing_outside_the_folder_is_read(general, folder):
    inside = folder / "inside"
    inside.mkdir()
    (folder / "outside.pdf").write_bytes(next(iter(general.files.values())))

    def change(dossier):
        dossier["drafts"][-1]["files"][0] |= {"path": "../outside.pdf", "name": "../outside.pdf"}

    dossier = general.dossier
    change(dossier)
    changed = pdf.attach(general.reading, envelope.seal(dossier, general.reading))
    assert any("not in the folder" in line for line in general.problems(changed, files=inside))
