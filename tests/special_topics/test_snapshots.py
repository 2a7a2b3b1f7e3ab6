"""An archived topic as files: made by the worker, whole, served by any web server, and on record."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import ProxyHandler, build_opener

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from columns.models import ReopeningRequest
from portal.approvals.ledger.models import Entry
from portal.demonstration import acts
from portal.files.models import Document, Image
from portal.files.services import store
from portal.outbox.models import OutboxRow, Status
from portal.outbox.services import drain
from portal.registers.models import LinkTarget
from special_topics.models import TopicPage, TopicSnapshot
from special_topics.snapshots import making, services
from special_topics.snapshots.visiting import NotReadable, Visitor
from tests import factories
from tests.plugins.guard import picture

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]
State = TopicSnapshot.State
urlopen = build_opener(ProxyHandler({})).open


@pytest.fixture(autouse=True)
def styles(settings, tmp_path) -> Iterator[Path]:
    """Style sheets of an add-on: they import each other in a circle, bring a font, and name what isn't there."""
    folder = tmp_path / "addon"
    (folder / "addon" / "deep").mkdir(parents=True)
    (folder / "addon" / "a.css").write_text(
        "@import 'deep/b.css'; h1{background:url(/static/addon/none.png), url(http://[)}"
    )
    (folder / "addon" / "deep" / "b.css").write_text("@import '../a.css'; @font-face{src:url(../f.woff2)}")
    (folder / "addon" / "f.woff2").write_bytes(b"wOF2")
    settings.STATICFILES_DIRS = [folder]
    finders.get_finder.cache_clear()
    yield folder
    finders.get_finder.cache_clear()


@pytest.fixture
def rich(topic, public) -> TopicPage:
    """A public topic with a picture, a picture whose file is lost, documents, style sheets and links of all kinds."""
    LinkTarget.objects.create(host="www.gov.cn", name="中国政府网", level=3, evidence="1")
    shown, lost, document = picture("办公楼"), picture("丢失", "red"), factories.document("申请表.pdf")
    private = factories.document("内部稿.pdf", "不公开")
    table = factories.checked(store(Document, "表格.csv", "甲,乙\n".encode(), None, title="表格"))
    words = (
        f'<a linktype="document" id="{document.pk}">申请表</a>'
        f'<a linktype="document" id="{table.pk}">表格</a>'
        f'<a href="http://testserver{private.url}">内部</a><a href="/media/../../etc/passwd">外</a>'
        '<a href="/media/%2e%2e/%2e%2e/etc/passwd">外</a>'
        '<a href="/static/addon/a.css">样式</a><a href="/disclosure/">栏目</a><a href="https://www.gov.cn/x">国务院</a>'
    )
    topic.body = [*factories.tile(words), _image(shown, 1), _image(lost, 2)]
    topic.save_revision()
    topic = public(topic)
    Path(lost.file.path).unlink()
    return topic


def _image(image: Image, number: int) -> dict[str, object]:
    value = {"image": image.pk, "alt": image.title, "caption": ""}
    return {"type": "image", "value": value, "id": f"0b1c1f5e-0000-4000-8000-00000000001{number}"}


@pytest.fixture
def archived(rich, retired) -> TopicSnapshot:
    """The snapshot that its retirement asked for, not made yet."""
    retired(rich)
    return TopicSnapshot.objects.get()


def made(snapshot: TopicSnapshot) -> TopicSnapshot:
    services.carry_out(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


@pytest.fixture
def served(archived, tmp_path) -> Iterator[str]:
    """The address of a plain web server that serves the unpacked archive, anywhere below its root."""
    root = tmp_path / "elsewhere"
    with zipfile.ZipFile(services.archive_of(made(archived))) as archive:
        archive.extractall(root / "old" / "topic")
    handler = partial(QuietHandler, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/old/topic/"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass


def addresses(html: bytes) -> list[str]:
    """Every address in a page, found by other means than the snapshot's own."""
    soup = BeautifulSoup(html, "lxml")
    single = [tag.get(name) for tag in soup.find_all() for name in ("href", "src", "action", "poster")]
    return [value for value in single if value and not value.startswith("#")]


def test_any_web_server_serves_it_whole(served):
    with urlopen(served) as answer:
        html = answer.read()
    local = [value for value in addresses(html) if "://" not in value]
    assert len(local) >= 6, "style sheets, script, icon, picture, document"
    for value in local:
        with urlopen(urljoin(served, value)) as answer:
            assert answer.status == 200 and answer.read()
    assert "已归档" in html.decode() and 'lang="zh-hans"' in html.decode()


def test_no_address_leads_to_the_portals_own_files(served):
    with urlopen(served) as answer:
        html = answer.read().decode()
    with urlopen(f"{served}manifest.json") as answer:
        manifest = json.load(answer)
    sheets = [urlopen(urljoin(served, name)).read().decode() for name in manifest["files"] if name.endswith(".css")]
    assert len(sheets) == 4
    for text in (html, *sheets):
        assert "/static/" not in text and "/media/" not in text
    links = [value for value in addresses(html.encode()) if "://" in value]
    assert "http://localhost:8000/disclosure/" in links and "https://www.gov.cn/x" in links
    assert not [value for value in addresses(html.encode()) if value.startswith("/")]


def test_style_sheets_find_their_fonts_and_each_other(served):
    with urlopen(f"{served}manifest.json") as answer:
        names = list(json.load(answer)["files"])
    sheets = {name: urlopen(urljoin(served, name)).read().decode() for name in names if name.endswith(".css")}
    font = next(name for name in names if name.endswith(".woff2"))
    a = next(name for name, text in sheets.items() if "about:invalid" in text)
    b = next(name for name, text in sheets.items() if Path(font).name in text)
    assert Path(b).name in sheets[a] and Path(a).name in sheets[b]
    assert urlopen(urljoin(urljoin(served, b), Path(font).name)).read() == b"wOF2"


def test_the_manifest_names_every_file_and_what_is_left_out(archived):
    snapshot = made(archived)
    with zipfile.ZipFile(services.archive_of(snapshot)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(raw := content.pop("manifest.json"))
    assert manifest["files"] == {name: sha256(data).hexdigest() for name, data in content.items()}
    assert manifest["source"] == f"http://localhost:8000{snapshot.topic.url}"
    assert manifest["case"] == snapshot.case.number and timezone.datetime.fromisoformat(manifest["made_at"])
    assert len(manifest["missing"]) == snapshot.missing
    assert manifest["missing"]["http://localhost:8000/static/addon/none.png"] == "HTTP 404"
    assert "http://[" in manifest["missing"]
    assert (snapshot.digest, snapshot.files) == (sha256(raw).hexdigest(), len(content))
    assert snapshot.size == services.archive_of(snapshot).stat().st_size


def test_what_the_public_may_not_see_and_what_is_lost_does_not_get_in(archived):
    made(archived)
    site = archived.folder / making.SITE
    manifest = json.loads((site / making.MANIFEST).read_bytes())
    reasons = list(manifest["missing"].values())
    assert reasons.count("HTTP 404") >= 3, "the private file, the way out of the folder, the lost picture"
    everything = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert b"root:" not in everything
    pictures = BeautifulSoup((site / making.INDEX).read_bytes(), "lxml").find("main").find_all("img")
    assert [tag.get("src", "")[-4:] for tag in pictures if tag["alt"] == "办公楼"] == [".png"]


def test_a_document_keeps_its_name(archived):
    made(archived)
    page = BeautifulSoup((archived.folder / making.SITE / making.INDEX).read_bytes(), "lxml")
    link = page.find("a", string="表格")
    assert link["href"].endswith(".csv") and link["download"] == "表格.csv"
    assert not page.find("a", string="申请表").has_attr("download"), "the portal shows it in the browser"


def test_it_is_asked_for_by_the_retirement_and_recorded(rich, retired):
    case = retired(rich)
    assert TopicSnapshot.objects.get().state == State.WAITING
    drain()
    snapshot = TopicSnapshot.objects.get()
    assert snapshot.state == State.MADE and snapshot.made_at and snapshot.case == case
    entry = Entry.objects.get(act="topic.snapshot")
    assert (entry.subject, entry.case_number, entry.digest) == (f"topic:{rich.pk}", case.number, snapshot.digest)
    assert entry.data["missing"] == snapshot.missing > 0


def test_only_what_is_archived_is_kept_so(rich, retired):
    retired(rich, "gone")
    assert not TopicSnapshot.objects.exists()


class Killed(BaseException):
    """The worker's process ends here."""


def test_killed_in_the_middle_it_is_made_by_the_next_try(archived, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(making, "_pack", lambda *args: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            services.carry_out(archived.pk)
    assert not archived.folder.exists(), "half of it is never seen"
    with monkeypatch.context() as patched:
        patched.setattr(services, "_write_down", lambda *args: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            services.carry_out(archived.pk)
    assert made(archived).state == State.MADE
    assert [path.name for path in archived.folder.parent.iterdir()] == [str(archived.pk)]
    services.carry_out(archived.pk)
    assert Entry.objects.filter(act="topic.snapshot").count() == 1


def test_a_page_that_cant_be_read_says_so_and_is_tried_again(archived, monkeypatch):
    monkeypatch.setattr(Visitor, "read", _unreadable)
    drain()
    archived.refresh_from_db()
    assert archived.state == State.FAILED and "HTTP 500" in archived.problem
    assert OutboxRow.objects.get(job=services.JOB).status == Status.PENDING
    monkeypatch.undo()


def _unreadable(*args) -> None:
    raise NotReadable("HTTP 500")


def test_number_and_size_are_bounded(archived, monkeypatch):
    monkeypatch.setattr(making, "MOST_FILES", 3)
    made(archived)
    manifest = json.loads((archived.folder / making.SITE / making.MANIFEST).read_bytes())
    assert len(manifest["files"]) <= 4 and "> 3 files" in manifest["missing"].values()


def test_what_is_too_big_is_left_out(archived, settings):
    settings.GONGKAI = {**settings.GONGKAI, "ATTACHMENT_MAX_BYTES": 900}
    made(archived)
    manifest = json.loads((archived.folder / making.SITE / making.MANIFEST).read_bytes())
    assert "> 900 bytes" in manifest["missing"].values()
    assert all(
        (archived.folder / making.SITE / name).stat().st_size <= 900 for name in manifest["files"] if "/" in name
    )


def test_reopened_before_it_was_made_it_is_called_off(site, archived):
    liaison = site.department.farmland.liaison
    request = ReopeningRequest.objects.create(page=archived.topic, reason="再办", made_by=liaison)
    acts.approve(request, liaison, timezone.now())
    assert made(archived).state == State.CALLED_OFF and not archived.folder.exists()


def test_staff_list_and_download_it(client, site, archived):
    listing, download = (
        reverse("topics:snapshots", args=[archived.topic_id]),
        reverse("topics:snapshot", args=[archived.pk]),
    )
    assert client.get(listing).status_code == client.get(download).status_code == 302
    client.force_login(site.department.farmland.liaison)
    assert client.get(download).status_code == 404 and download not in client.get(listing).content.decode()
    made(archived)
    html = client.get(listing).content.decode()
    assert download in html and archived.digest in html and archived.case.number in html
    answer = client.get(download)
    assert answer["Content-Disposition"].startswith(f'attachment; filename="farmland-{timezone.localdate()}')
    assert zipfile.ZipFile(BytesIO(b"".join(answer))).testzip() is None
    assert listing in client.get(reverse("wagtailadmin_explore", args=[archived.topic_id])).content.decode()


def test_by_command(rich, tmp_path, capsys):
    call_command("snapshot_topic", "farmland", out=tmp_path / "out")
    assert (tmp_path / "out" / making.ARCHIVE).exists() and (tmp_path / "out" / making.SITE / making.INDEX).exists()
    assert json.loads((tmp_path / "out" / making.SITE / making.MANIFEST).read_bytes())["case"] == ""
    with pytest.raises(CommandError):
        call_command("snapshot_topic", "farmland", out=tmp_path / "out")
    with pytest.raises(CommandError):
        call_command("snapshot_topic", "nothing", out=tmp_path / "else")


def test_a_topic_that_isnt_public_cant_be_taken_by_command(topic, tmp_path):
    with pytest.raises(CommandError, match="404"):
        call_command("snapshot_topic", "farmland", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_visitor_reads_over_tls_behind_a_proxy(rich, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "耕地保护" in Visitor().read(f"https://testserver{rich.url}", 1 << 20).content.decode()
    with pytest.raises(NotReadable, match="301"):
        Visitor().read(f"http://testserver{rich.url}", 1 << 20)
