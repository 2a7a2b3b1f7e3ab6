"""A connected system of the tests: it signs its requests as docs/oa.md says, and can be made to do it wrongly."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.test import Client

from portal.files.models import Document
from portal.oa import credentials, signing
from portal.oa.models import Scope, System
from portal.organisation.models import Unit, User
from tests import factories
from tests.factories import DECLARED
from tests.oa import contract

TEXT = "<p>为规范不动产登记档案的查询和利用，现就有关事项通知如下。</p><p>岭海省自然资源厅</p><p>2026年11月16日</p>"


@dataclass
class Connected:
    """A system with a token, and the person and unit for whom it calls unless told otherwise."""

    system: System
    token: str
    key: str
    maker: str
    unit: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, method: str, path: str, body: bytes = b"", **changed: str) -> Any:
        """A signed request; ``changed`` replaces parts, or only what is signed (``as_…``) or sent (``sent_…``)."""
        address = f"/oa/v1/{path}"
        signed = {
            "timestamp": str(int(time.time())),
            "nonce": secrets.token_urlsafe(16),
            "maker": quote(self.maker),
            "unit": self.unit,
            "idempotency_key": secrets.token_hex(8) if method == "POST" else "",
            **{name: value for name, value in changed.items() if not name.startswith(("sent_", "as_"))},
        }
        content_type = signed.pop("content_type", "application/json")
        token, language = signed.pop("token", self.token), signed.pop("language", "en")
        key = signed.pop("key", self.key)
        parts = {"method": method, "path": address, "digest": signing.body_digest(body), **signed}
        parts |= {name[3:]: value for name, value in changed.items() if name.startswith("as_")}
        signature = signing.of_request(key, **parts)
        headers = {
            "Authorization": f"Bearer {token}",
            "Gongkai-Timestamp": signed["timestamp"],
            "Gongkai-Nonce": signed["nonce"],
            "Gongkai-Maker": signed["maker"],
            "Gongkai-Unit": signed["unit"],
            "Idempotency-Key": signed["idempotency_key"],
            "Gongkai-Signature": signature,
            "Accept-Language": language,
            **{name[5:].replace("_", "-"): value for name, value in changed.items() if name.startswith("sent_")},
        }
        headers = {name: value for name, value in headers.items() if value != ""}
        answer = self.client.generic(method, address, body, content_type=content_type, headers=headers)
        contract.check(method, address, answer)
        return answer

    def get(self, path: str, **changed: str) -> Any:
        return self.ask("GET", path, **changed)

    def post(self, path: str, content: Any, **changed: str) -> Any:
        return self.ask("POST", path, json.dumps(content, ensure_ascii=False).encode(), **changed)

    def upload(self, name: str = "附件.pdf", content: bytes | None = None, **changed: str) -> Any:
        body = factories.pdf_bytes("统一编号") if content is None else content
        kind = {"content_type": "application/octet-stream"}
        answer = self.ask("POST", f"files?name={quote(name)}", body, **kind, **changed)
        for document in Document.objects.filter(pk=answer.json().get("id")):
            factories.checked(document)  # as it is some seconds later
        return answer

    def hand_in(self, **changed: Any) -> dict[str, Any]:
        """A draft with its case, as the API answers."""
        answer = self.post("drafts", draft(**changed))
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def send(self, case: dict[str, Any], **changed: Any) -> Any:
        said = {"version": case["version"], "secrecy_declaration": DECLARED, **changed}
        return self.post(f"cases/{case['number']}/send", said)


def draft(**changed: Any) -> dict[str, Any]:
    """What is handed in: fields of a disclosure, and what else the request holds."""
    fields = {
        "column": "policy",
        "title": "关于规范不动产登记档案查询利用工作的通知",
        "body": TEXT,
        "document_number": "岭自然资规〔2026〕8号",
        "formed_on": "2026-11-16",
        "topic": "resources-registration",
        **changed.pop("fields", {}),
    }
    return {"kind": "disclosure", "record_id": "OA-2026-1", "fields": fields, **changed}


def connect(person: User, *units: Unit, by: User, code: str = "oa", scopes: Any = None, **values: Any) -> Connected:
    """A system that calls for a person in the first of some units."""
    system = System.objects.create(
        code=code, name="办公系统", scopes=list(Scope.values) if scopes is None else scopes, **values
    )
    system.units.set(units)
    person.external_id = person.external_id or f"工号-{person.pk}"
    person.save()
    issued = credentials.issue(system, by)
    return Connected(system, issued.token, issued.signing_key, person.external_id, units[0].code)
