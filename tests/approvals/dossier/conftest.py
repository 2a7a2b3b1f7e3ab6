"""Dossiers of cases of every kind, made once and checked without a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase

from interaction import services as interaction
from portal.approvals import services, takedowns
from portal.approvals.dossier import checks, envelope, pdf
from portal.approvals.dossier.services import make
from portal.approvals.ledger import seals
from portal.approvals.models import Case
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import DECLARED

LONG = "经审核，本件内容准确、表述规范，" * 60
PERSONAL = ("欧阳春晓", "ouyang.cx@example.org", "青石沟村", "宅基地转给女儿")


class Acts:
    """Takes subjects through their cases, as their people would; what follows a commit follows each act."""

    def __init__(self, site: factories.Site) -> None:
        self.site, self.staff = site, site.department.registration

    def sent(self, subject: Any) -> Case:
        case = services.open_case(subject, self.staff.liaison)
        return services.send(case.pk, self.staff.liaison, case.version, declaration=DECLARED)

    def passed(self, subject: Any) -> Case:
        case = self.sent(subject)
        return services.pass_secrecy(case.pk, self.staff.secrecy, case.version, "不涉及国家秘密，可以公开。")

    def general(self) -> Case:
        """With a file, and agreed by a stand-in."""
        page = factories.draft_disclosure(self.site)
        factories.attach(page, factories.document())
        head = self.staff.unit.posts.get(capacity=Capacity.HEAD, stands_in_for=None)
        stand_in = factories.PostFactory(
            unit=self.staff.unit, capacity=Capacity.HEAD, stands_in_for=head, ends_on=factories.today()
        )
        case = self.passed(page)
        return services.agree(case.pk, stand_in.person, case.version, "同意公开。")

    def important(self) -> Case:
        """With an opinion that fits no form."""
        case = self.passed(factories.draft_disclosure(self.site, "important", touches_vital_interests=True))
        case = services.agree(case.pk, self.staff.head, case.version, LONG)
        return services.agree(case.pk, self.staff.leader, case.version, "同意，请按时公开。")

    def returned(self) -> Case:
        """Returned, changed, sent again and agreed."""
        page = factories.draft_disclosure(self.site, "returned")
        case = self.passed(page)
        case = services.return_case(case.pk, self.staff.head, case.version, "第二段有错字，请改正。")
        draft = page.get_latest_revision_as_object()
        draft.title = "关于规范不动产登记档案查询利用工作的通知（修改）"
        draft.save_revision(user=self.staff.liaison)
        case = services.send(case.pk, self.staff.liaison, case.version, declaration=DECLARED)
        case = services.pass_secrecy(case.pk, self.staff.secrecy, case.version, "不涉密。")
        return services.agree(case.pk, self.staff.head, case.version, "同意。")

    def gone_back(self) -> Case:
        """Returned and changed; returned again, and sent as it was at first."""
        page = factories.draft_disclosure(self.site, "gone-back")
        first, case = page.get_latest_revision_as_object(), self.passed(page)
        case = services.return_case(case.pk, self.staff.head, case.version, "标题请写全。")
        draft = page.get_latest_revision_as_object()
        draft.title += "（修改）"
        factories.attach(draft, factories.document())
        case = services.send(case.pk, self.staff.liaison, case.version, declaration=DECLARED)
        case = services.return_case(case.pk, self.staff.secrecy, case.version, "请恢复原稿。")
        first.save_revision(user=self.staff.liaison)
        case = services.send(case.pk, self.staff.liaison, case.version, declaration=DECLARED)
        case = services.pass_secrecy(case.pk, self.staff.secrecy, case.version, "不涉密。")
        return services.agree(case.pk, self.staff.head, case.version, "同意。")

    def taken_down(self) -> Case:
        """The case of a page that was taken down at once afterwards."""
        page = factories.public_disclosure(self.site, "taken-down")
        takedowns.take_down(page, self.site.department.publicity.handler, "附件误带坐标")
        return Case.objects.about("disclosure", page.pk).get()

    def take_down(self) -> Case:
        """The confirmation of that take-down, still waiting."""
        return Case.objects.get(kind="take_down")

    def imported(self, folder: Path) -> Case:
        """Three documents that are public elsewhere."""
        rows = ({"id": f"law-{n}", "title": f"第{n}号法规", "date": "2020-03-01", "body": "正文。"} for n in range(3))
        path = folder / "laws.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        people = {
            "maker": self.staff.liaison.username,
            "secrecy_reviewer": self.staff.secrecy.username,
            "reviewer": self.site.department.publicity.handler.username,
        }
        call_command("import_documents", str(path), column=self.site.column.slug, stdout=StringIO(), **people)
        return Case.objects.get(kind="import")

    def reply(self) -> Case:
        """A public reply whose head wrote what the person told."""
        name, contact, place, wish = PERSONAL
        question = {"name": name, "contact": contact, "subject": wish, "text": f"我家老宅在{place}，要带哪些材料？"}
        ticket = interaction.submit(**question, wish_public=True).ticket
        ticket = interaction.assign(ticket, self.staff.unit, self.site.department.office.liaison)
        public = {"public_title": "转移登记材料", "public_question": "要带哪些材料？", "public_answer": "请带证书。"}
        texts = {"private_text": f"{name}，请周四来。", "audience": "public", **public}
        case = interaction.send_reply(
            interaction.draft_reply(ticket, self.staff.liaison, **texts), self.staff.liaison, DECLARED
        )
        case = services.pass_secrecy(case.pk, self.staff.secrecy, case.version)
        return services.agree(case.pk, self.staff.head, case.version, f"{name}家在{place}，同意。")


@dataclass
class Made:
    """A dossier that was made, and what it is checked with."""

    number: str
    data: bytes
    key: Ed25519PublicKey
    files: dict[str, bytes]

    @property
    def envelope(self) -> dict[str, Any]:
        return envelope.opened(pdf.attached(self.data))

    @property
    def dossier(self) -> dict[str, Any]:
        return self.envelope["dossier"]

    @property
    def reading(self) -> bytes:
        return self.data[: self.envelope["reading"]["bytes"]]

    def problems(self, data: bytes | None = None, **more: Any) -> list[str]:
        """What the checks of the file (or of another one) find."""
        found = checks.check(self.data if data is None else data, more.pop("key", self.key), **more)
        return [f"{check.name}: {check.problem}" for check in found if not check.holds]

    def signed_again(self, change: Callable[[dict[str, Any]], None]) -> list[str]:
        """What the checks find when whoever holds the key changes the dossier and signs it again."""
        dossier = self.dossier
        change(dossier)
        return self.problems(pdf.attach(self.reading, envelope.seal(dossier, self.reading)))


KINDS = ("general", "important", "returned", "gone_back", "taken_down", "take_down", "imported", "reply")


@pytest.fixture(scope="session")
def dossiers(own_stage, tmp_path_factory) -> Iterator[dict[str, Made]]:
    """Dossiers by kind. The rows they were made of are gone when a test reads them."""
    folder = tmp_path_factory.mktemp("dossiers")
    with pytest.MonkeyPatch.context() as patch, own_stage():
        patch.setitem(settings.GONGKAI, "LEDGER_HEADS", folder / "heads.jsonl")
        acts = Acts(factories.make_site())
        with TestCase.captureOnCommitCallbacks(execute=True):
            cases = {name: getattr(acts, name)(*([folder] if name == "imported" else [])) for name in KINDS}
        made = {name: _made(case.number) for name, case in cases.items()}
    yield made


def _made(number: str) -> Made:
    found = Made(number, make(number), seals.key().public_key(), {})
    for draft in found.dossier["drafts"]:
        for file in draft["files"]:
            with default_storage.open(file["path"]) as stored:
                found.files[file["path"]] = stored.read()
    return found


@pytest.fixture
def general(dossiers: dict[str, Made]) -> Made:
    return dossiers["general"]
