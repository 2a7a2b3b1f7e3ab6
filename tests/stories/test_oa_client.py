"""The documented client against the running portal: from the OA's draft to the public page, told at every step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests import factories
from tests.factories import DECLARED
from tests.stories.portal_process import ROOT, Portal, free_port, running

pytestmark = pytest.mark.story
CLIENT = ROOT / "docs" / "oa" / "client.py"
UNIT = "registration"
CONNECT = """
import json
from columns.models import ColumnPage
from portal.oa import credentials
from portal.oa.models import Scope, System
from portal.organisation.models import Unit, User
unit, by = Unit.objects.get(code={unit!r}), User.objects.get(username={by!r})
system = System.objects.create(
    code="oa-story", name="协同办公系统", scopes=Scope.values, people_by="username", webhook_url={url!r},
    webhook_hosts="127.0.0.1",
)
system.units.set([unit])
issued = credentials.issue(system, by)
column = ColumnPage.objects.filter(owner_unit=unit, kind="disclosure", life__state="active").first()
print(json.dumps([issued.token, issued.signing_key, column.slug]))
"""
ACT = """
from django.utils import timezone
from portal.approvals import services
from portal.approvals.desks import seat_of
from portal.approvals.models import Case
from portal.demonstration import acts
from portal.organisation.models import User
case = Case.objects.get(number={number!r})
{act}
"""


class Office:
    """The other side: the client's commands, run as anybody would run them."""

    def __init__(self, portal: Portal, var: Path, receiver: int) -> None:
        by, maker = portal.person("office", "head"), portal.person(UNIT, "liaison")
        self.portal, self.var = portal, var
        code = CONNECT.format(unit=UNIT, by=by["username"], url=f"http://127.0.0.1:{receiver}/told")
        token, key, self.column = json.loads(self.shell(code))
        self.environment = {
            **os.environ, "GONGKAI_PORTAL": portal.url, "GONGKAI_TOKEN": token, "GONGKAI_SIGNING_KEY": key,
            "GONGKAI_MAKER": maker["username"], "GONGKAI_UNIT": UNIT,
        }  # fmt: skip

    def shell(self, code: str) -> str:
        done = self.portal.manage("shell", "--verbosity", "0", "--command", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    def act(self, number: str, act: str) -> None:
        """An act of somebody at a desk, in the portal."""
        self.shell(ACT.format(number=number, act=act))

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(CLIENT), *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def ask(self, *arguments: object):
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def screened(self, case: dict) -> dict:
        """The case as it stands when the machine has read its files."""
        deadline = time.monotonic() + 120
        while case["state"] == "screening":
            assert time.monotonic() < deadline, "its files were not read in time"
            time.sleep(0.5)
            case = self.ask("case", case["number"])
        return case

    def draft(self, name: str, **fields: str) -> Path:
        path = self.var / f"{name}.json"
        body = "<p>为方便群众查询不动产登记档案，现就有关事项通知如下。</p><p>岭海省自然资源厅</p><p>2026年11月16日</p>"
        given = {"column": self.column, "title": name, "body": body, "formed_on": "2026-11-16", **fields}
        given.setdefault("topic", "registration")  # of the demonstration's own catalogue
        content = {"kind": "disclosure", "record_id": f"OA-{name}", "fields": given, "secrecy_declaration": DECLARED}
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return path

    @contextmanager
    def receiving(self, port: int) -> Iterator[list[dict]]:
        """The client's webhook receiver; what it printed is in the list at the end of the block."""
        log, told = self.var / "told.jsonl", []
        with log.open("w") as output:
            command = [sys.executable, str(CLIENT), "receive", "--port", str(port)]
            process = subprocess.Popen(command, env=self.environment, stdout=output)
            try:
                yield told
                self._until(lambda: "case.carried_out" in log.read_text("utf-8"))
            finally:
                process.terminate()
                process.wait(20)
        told += [json.loads(line) for line in log.read_text("utf-8").splitlines()]

    def _until(self, holds, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it was not told in time"
            time.sleep(0.5)


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=20) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


@pytest.mark.clause("D5")
@pytest.mark.clause("D6")
def test_from_the_oas_draft_to_the_public_page(shared_folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with running(shared_folder, tmp_path / "var", OA_PLAIN_HTTP_HOSTS="127.0.0.1") as portal:
        office = Office(portal, tmp_path, port)
        with office.receiving(port) as told:
            case = hand_in_and_send(office, tmp_path)
            returned_changed_and_sent_again(office, case["number"])
            public_url = approved(office, case["number"])
        assert [row["number"] for row in office.ask("cases", "--state", "carried_out")["cases"]] == [case["number"]]
        refused_in_words(office)
        assert status(portal.url + public_url) == 200

    events = [row["event"] for row in sorted(told, key=lambda row: row["sequence"])]
    assert events == [
        "case.sent", "case.returned", "case.changed", "case.sent", "case.passed", "case.agreed", "case.carried_out",
    ]  # fmt: skip
    assert {(row["case"], row["record_id"]) for row in told} == {(case["number"], "OA-档案查询通知")}


def hand_in_and_send(office: Office, folder: Path) -> dict:
    """A draft with an attachment goes to the secrecy reviewer, and is not public."""
    assert "disclosure" in [kind["name"] for kind in office.ask("kinds")]
    attachment = folder / "查询申请表.pdf"
    attachment.write_bytes(factories.pdf_bytes("查询申请表"))
    case = office.screened(office.ask("hand-in", office.draft("档案查询通知"), "--attach", attachment, "--send"))
    assert (case["state"], case["public_url"], case["findings"]) == ("secrecy_review", None, [])
    assert status(f"{office.portal.url}/{office.column}/dacxtz/") == 404
    return case


def returned_changed_and_sent_again(office: Office, number: str) -> None:
    reviewer = office.portal.person(UNIT, "secrecy_reviewer")["username"]
    who = f"User.objects.get(username={reviewer!r})"
    office.act(number, f"services.return_case(case.pk, {who}, case.version, '请写明查询地点')")
    case = office.ask("case", number)
    said = [opinion for step in case["steps"] for opinion in step["opinions"]]
    assert case["state"] == "returned" and said[0]["text"] == "请写明查询地点"
    office.ask("change", number, office.draft("档案查询通知", title="档案查询通知（含地点）"))
    answers = office.var / "declaration.json"
    answers.write_text(json.dumps(DECLARED), "utf-8")
    sent = office.screened(office.ask("send", number, answers))
    assert (sent["state"], sent["round"]) == ("secrecy_review", 2)


def approved(office: Office, number: str) -> str:
    """The desks pass it; then, and only then, it is public. Returns the path of its page."""
    office.act(number, "acts.pass_secrecy(case, timezone.now())")
    assert office.ask("case", number)["public_url"] is None
    office.act(number, "acts.agree(case, timezone.now())")
    case = office.ask("case", number)
    assert case["state"] == "carried_out" and case["title"] == "档案查询通知（含地点）"
    return "/" + case["public_url"].split("/", 3)[3]


def refused_in_words(office: Office) -> None:
    wrong = office.run("hand-in", office.draft("错栏目", column="nowhere"))
    assert wrong.returncode == 1 and "/fields/column" in wrong.stderr and "栏目" in wrong.stderr
    office.environment["GONGKAI_SIGNING_KEY"] = "0" * 64
    forged = office.run("cases")
    assert forged.returncode == 1 and "401" in forged.stderr and "签名" in forged.stderr
