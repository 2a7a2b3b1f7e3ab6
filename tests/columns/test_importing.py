"""Bringing in documents that are public elsewhere: what is taken, by whom, how it shows, and what a kill leaves."""

from __future__ import annotations

import gzip
import json
import signal
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from columns import importing, reading
from columns.models import ColumnPage, Disclosure, ImportBatch, ImportItem, Life
from columns.views import item_row, metadata
from portal.approvals.errors import ActRefused
from portal.approvals.ledger import services as ledger
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Publication
from portal.approvals.verification import verify as verify_publications
from portal.outbox.models import OutboxRow
from portal.theme.formats import moment
from tests import factories
from tests.plugins.processes import plant_roots, run_module

database = pytest.mark.django_db
DATE_UNKNOWN = moment(None)
MAKER, SECRECY, REVIEWER = "registration-liaison", "registration-secrecy", "publicity-handler"


def row(number: int, **fields) -> dict:
    """A row of an import file."""
    return {
        "id": f"law-{number}",
        "title": f"第{number}号法规",
        "category": "行政法规",
        "date": f"20{number:02d}-03-01",
        "history": [f"国务院令第{500 + number}号公布"],
        "body": f"## 第一章 总则\n第一条 这是第{number}号法规的正文。",
        **fields,
    }


def file_of(folder: Path, *rows: dict | str, name: str = "laws.jsonl") -> Path:
    """Write an import file; a string stands in it as it is."""
    lines = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in rows)
    path = folder / name
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def run_import(
    site: factories.Site, path: Path, maker: str = "registration-liaison", reviewer: str = "publicity-handler"
):
    """Run the command as an operator would; return what it says."""
    said = StringIO()
    people = {"maker": maker, "secrecy_reviewer": SECRECY, "reviewer": reviewer}
    call_command("import_documents", str(path), column=site.column.slug, stdout=said, no_color=True, **people)
    return said.getvalue()


def whole() -> None:
    """Everything public is covered by its case, and the ledger holds."""
    assert list(verify_publications()) == []
    assert list(ledger.verify()) == []


@pytest.fixture
def imported(site, tmp_path) -> factories.Site:
    """A site with three imported documents: of 2003 and 2001, and one without a date."""
    run_import(site, file_of(tmp_path, row(1), row(2, date=None), row(3)))
    return site


# What is taken


@database
@pytest.mark.clause("D10")
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"id": "x", "title": ', "JSON"),
        ('["a list"]', "JSON"),
        (row(2, title=""), "title"),
        ({"id": "x", "title": "没有正文"}, "body"),
        ({"title": "没有编号", "body": "正文"}, "id"),
        (row(2, date="2003年3月"), "2003年3月"),
        (row(2, date="2003-02-30"), "2003-02-30"),
        (row(1, title="同号的另一份"), "law-1"),
        (row(2, title="长" * 256), "title"),
        (row(2, url="www.example.cn/law"), "www.example.cn/law"),
        (row(2, url="javascript:alert(1)"), "javascript"),
        (row(2, history="一段话"), "history"),
        (row(2, body="正\x00文"), "UTF-8"),
        ('{"id": "n", "title": "n", "body": "n", "weight": NaN}', "NaN"),
        ('{"id": "deep", "title": "t", "body": ' + "[" * 100_000, "JSON"),
        (row(2, body="机密★\n第一条 正文"), "机密★"),
        (row(2, body="联系人身份证号 11010519491231002X"), "110"),
        (row(2, body="[某站](https://unknown.example.org/)"), "unknown.example.org"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_reason(tmp_path, bad, reason):
    found = importing.scan(file_of(tmp_path, row(1), "", bad, row(4)))

    assert list(found.digests) == ["law-1", "law-4"]
    assert [rejected.line for rejected in found.rejected] == [3]
    assert reason in found.rejected[0].reason


@database
@pytest.mark.clause("D9")
def test_the_command_says_what_it_did_not_take_and_takes_the_rest(site, tmp_path):
    said = run_import(site, file_of(tmp_path, row(1), "{", row(1), row(2, date="昨天"), row(3)))

    assert [line for number in (2, 3, 4) for line in said.splitlines() if f" {number} " in line.split("：")[0]]
    assert all(word in said for word in ("JSON", "law-1", "昨天"))
    assert set(Disclosure.objects.live().values_list("title", flat=True)) == {"第1号法规", "第3号法规"}
    batch = ImportBatch.objects.get()
    assert (batch.total, batch.rejected, batch.finished_at is not None) == (2, 3, True)


@database
def test_a_packed_file_is_read_like_a_plain_one(site, tmp_path):
    plain, packed = file_of(tmp_path, row(1)), file_of(tmp_path, row(1), name="laws.jsonl.gz")

    assert importing.scan(plain).manifest == importing.scan(packed).manifest
    run_import(site, packed)
    assert Disclosure.objects.live().count() == 1


@database
@pytest.mark.clause("D9")
def test_an_approved_batch_takes_no_other_file(site, tmp_path):
    path = file_of(tmp_path, row(1), row(2))
    scanned = importing.scan(path)
    people = factories.User.objects.in_bulk([MAKER, SECRECY, REVIEWER], field_name="username")
    batch, case = importing.open_batch(
        path, scanned, site.column, *(people[name] for name in (MAKER, SECRECY, REVIEWER))
    )
    other = file_of(tmp_path, row(3), name="other.jsonl")
    with pytest.raises(ActRefused):
        list(importing.bring_in(other, batch, case, importing.scan(other)))
    assert not Disclosure.objects.exists()


@database
@pytest.mark.clause("C6")
def test_nothing_is_brought_into_a_retired_column(site, tmp_path):
    factories.public_disclosure(site)
    factories.retire(site)
    with pytest.raises(CommandError):
        run_import(site, file_of(tmp_path, row(1)))
    assert Disclosure.objects.count() == 1


@database
def test_what_a_row_says_stands_in_the_document(imported):
    page = Disclosure.objects.get(title="第3号法规")

    assert (page.genre, page.norm_rank, page.is_import) == ("law", "regulation", True)
    assert page.order_number.endswith("第503号")
    assert "第3号法规的正文" in str(page.body) and "国务院令第503号公布" in str(page.body)


# How it shows (law 2: what comes from elsewhere is evidence, and never counts as new)


@database
@pytest.mark.clause("D9")
def test_documents_list_by_the_date_of_their_source_and_those_without_one_come_last(imported):
    column = ColumnPage.objects.get(pk=imported.column.pk)

    listed = reading.items_below(column)[:]

    assert [(page.title, page.listed_on) for page in listed] == [
        ("第3号法规", date(2003, 3, 1)),
        ("第1号法规", date(2001, 3, 1)),
        ("第2号法规", None),
    ]
    assert reading.years_of(reading.per_year(column)) == [2003, 2001]
    assert [page.title for page in reading.items_below(column, 2001)[:]] == ["第1号法规"]


@database
def test_a_document_without_a_date_says_that_its_date_is_unknown(imported, client, rf):
    page = Disclosure.objects.get(title="第2号法规")

    assert moment(item_row(page, rf.get("/"))["published"]) == DATE_UNKNOWN
    assert DATE_UNKNOWN in [value for _label, value in metadata(page)]
    assert DATE_UNKNOWN in client.get(page.url).content.decode()
    assert client.get(imported.column.url).content.decode().count(DATE_UNKNOWN) == 1


@database
def test_an_import_is_neither_news_nor_an_update(imported, client):
    column = ColumnPage.objects.get(pk=imported.column.pk)

    assert "法规" not in client.get("/").content.decode()
    assert reading.latest(Disclosure, 6) == []
    assert reading.last_update(column) is None

    own = factories.public_disclosure(imported)
    assert [page.pk for page in reading.latest(Disclosure, 6)] == [own.pk]
    assert reading.last_update(column) == own.first_published_at


@database
def test_an_old_address_leads_to_the_document(site, tmp_path, client):
    run_import(
        site, file_of(tmp_path, row(1, old_url="/old/1.html"), row(2, old_url="/old/1.html"), row(3, old_url=" "))
    )

    answer = client.get("/old/1.html")

    assert answer.status_code == 301
    assert answer["Location"].endswith(Disclosure.objects.get(title="第1号法规").url)


@database
def test_a_column_that_was_being_filled_becomes_active(site, tmp_path, client):
    assert Life.objects.get(page=site.column).state == "activating"
    assert client.get(f"{site.section.url}policy/").status_code == 404

    run_import(site, file_of(tmp_path, row(1), row(2)))

    assert Life.objects.get(page=site.column).state == "active"
    assert client.get(f"{site.section.url}policy/").status_code == 200
    assert Entry.objects.filter(act="section.activated", subject=f"column:{site.column.pk}").count() == 1


# By whom, and what is recorded


@database
@pytest.mark.clause("D9")
@pytest.mark.parametrize("reviewer", ["registration-liaison", "registration-head", "office-head", "publicity-leader"])
def test_the_reviewer_is_another_person_and_of_the_publicity_centre(site, tmp_path, reviewer):
    with pytest.raises(CommandError):
        run_import(site, file_of(tmp_path, row(1)), reviewer=reviewer)

    assert not ImportBatch.objects.exists() and not Disclosure.objects.exists()
    assert not Case.objects.filter(kind="import").exists()


@database
@pytest.mark.clause("D9")
def test_nobody_reviews_their_own_import_also_within_the_publicity_centre(site, tmp_path):
    with pytest.raises(CommandError):
        run_import(site, file_of(tmp_path, row(1)), maker="publicity-handler", reviewer="publicity-handler")

    assert not Disclosure.objects.exists()


@database
@pytest.mark.clause("D9")
@pytest.mark.clause("O1")
def test_one_case_covers_the_batch_and_the_ledger_has_every_document(imported):
    case = Case.objects.get(kind="import")
    entries = list(Entry.objects.filter(act="import.published").order_by("seq"))

    assert (case.state, case.tier, case.maker.username) == ("carried_out", "direct", "registration-liaison")
    assert [opinion.actor.username for opinion in case.opinions.all()] == [SECRECY, REVIEWER]
    assert [entry.data["external_id"] for entry in entries] == ["law-1", "law-2", "law-3"]
    reviewed = case.opinions.last()
    assert {(entry.case_number, entry.actor_name, entry.capacity) for entry in entries} == {
        (case.number, str(reviewed.actor), reviewed.capacity)
    }
    assert all(entry.digest for entry in entries)
    assert Publication.objects.filter(kind="disclosure", case=case).count() == 3


@pytest.mark.clause("D6")
@pytest.mark.django_db(transaction=True)
def test_after_an_import_publications_and_ledger_are_whole(tmp_path, monkeypatch):
    monkeypatch.setitem(settings.GONGKAI, "VAR", tmp_path)
    plant_roots()
    site = factories.make_site()
    run_import(site, file_of(tmp_path, row(1), row(2, date=None), row(3, old_url="/old/3.html")))

    whole()
    call_command("verify_publications", stdout=StringIO())
    call_command("verify_ledger", stdout=StringIO())


@database
def test_search_hears_of_every_document(imported):
    told = {page for row in OutboxRow.objects.filter(job="search.index") for page in row.payload.get("ids", [])}

    assert {str(pk) for pk in Disclosure.objects.live().values_list("pk", flat=True)} == told


# Again, and after a kill


@database
def test_a_second_run_finds_everything_there(site, tmp_path):
    path = file_of(tmp_path, row(1), row(2), row(3))
    run_import(site, path)
    before = (Entry.objects.count(), list(Disclosure.objects.order_by("pk").values_list("pk", flat=True)))

    said = run_import(site, path)

    numbers = [int(word) for word in _numbers(said)]
    assert numbers[:3] == [0, 3, 0]
    assert before == (Entry.objects.count(), list(Disclosure.objects.order_by("pk").values_list("pk", flat=True)))
    assert ImportBatch.objects.count() == 1 and Case.objects.filter(kind="import").count() == 1


def _numbers(said: str) -> list[str]:
    """The figures of the last line, without those of the case's number."""
    line = said.strip().splitlines()[-1].replace(Case.objects.get(kind="import").number, "")
    return "".join(letter if letter.isdigit() else " " for letter in line).split()


@pytest.mark.clause("D9")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("done", [0, 4])
def test_killed_in_the_middle_it_continues_with_nothing_twice_and_nothing_missing(tmp_path, monkeypatch, done):
    monkeypatch.setitem(settings.GONGKAI, "VAR", tmp_path)
    plant_roots()
    site = factories.make_site()
    rows = [row(number, old_url=f"/old/{number}.html") for number in range(1, 9)]
    path = file_of(tmp_path, *rows)

    run = run_module(tmp_path, "tests.columns.killed_import", path, site.column.slug, MAKER, SECRECY, REVIEWER, done)

    assert (run.returncode, run.stdout.strip()) == (-signal.SIGKILL, "killed"), run.stderr[-3000:]
    assert Disclosure.objects.live().count() == ImportItem.objects.count() == done
    assert Entry.objects.filter(act="import.published").count() == done
    assert Life.objects.get(page=site.column).state == ("active" if done else "activating")
    whole()

    said = run_import(site, path)

    assert [int(word) for word in _numbers(said)][:3] == [8 - done, done, 0]
    assert sorted(Disclosure.objects.live().values_list("title", flat=True)) == [f"第{n}号法规" for n in range(1, 9)]
    assert sorted(ImportItem.objects.values_list("external_id", flat=True)) == [r["id"] for r in rows]
    assert Entry.objects.filter(act="import.published").count() == 8
    assert Case.objects.filter(kind="import").count() == 1
    told = [page for waiting in OutboxRow.objects.filter(job="search.index") for page in waiting.payload.get("ids", [])]
    assert set(told) == {str(pk) for pk in Disclosure.objects.values_list("pk", flat=True)}
    whole()
