#!/usr/bin/env python3
"""A client of the portal's API for the department's own systems, with nothing but Python's standard library.

It hands in a draft with attachments, sends it, follows it, and receives what the portal tells; docs/oa.md explains
each part.

    export GONGKAI_PORTAL=https://portal.example.gov.cn GONGKAI_TOKEN=gk_… GONGKAI_SIGNING_KEY=…
    export GONGKAI_MAKER=zhangsan GONGKAI_UNIT=registration
    python client.py kinds
    python client.py hand-in draft.json --attach 附件.pdf --send
    python client.py case SP2026-000007
    python client.py cases --state returned
    python client.py change SP2026-000007 draft.json
    python client.py send SP2026-000007
    python client.py withdraw SP2026-000007
    python client.py receive --port 8099
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

VERSION = "GONGKAI1"
CLOCK_SECONDS = 300


def sign(key: str, *parts: str) -> str:
    """HMAC-SHA256 over the parts, one a line, in hexadecimal digits."""
    return hmac.new(key.encode(), "\n".join((VERSION, *parts)).encode(), hashlib.sha256).hexdigest()


class Refused(Exception):
    """The portal's problem details (RFC 9457), as a dictionary in ``details``."""

    def __init__(self, details: dict) -> None:
        self.details = details
        lines = [f"{error['pointer']} {error['detail']}".strip() for error in details.get("errors", [])]
        super().__init__("\n".join([f"{details.get('status')} {details.get('detail')}", *lines]))


class Portal:
    """The API, for one person in one unit."""

    def __init__(self, url: str, token: str, key: str, maker: str, unit: str) -> None:
        self.url, self.token, self.key = url.rstrip("/"), token, key
        self.maker, self.unit = quote(maker, safe=""), unit

    def get(self, path: str) -> dict | list:
        return self.request("GET", path, b"")

    def post(self, path: str, content: dict, once: str = "") -> dict:
        """Post JSON. ``once`` is the idempotency key: the same key with the same content is done once."""
        return self.request("POST", path, json.dumps(content, ensure_ascii=False).encode(), once=once)

    def upload(self, file: Path) -> int:
        """Upload a file and return its id."""
        kind = "application/octet-stream"
        return self.request("POST", f"/files?{urlencode({'name': file.name})}", file.read_bytes(), kind)["id"]

    def request(self, method: str, path: str, body: bytes, kind: str = "application/json", once: str = ""):
        """Sign and send a request; return the answer's JSON, or raise Refused."""
        path = f"{urlsplit(self.url).path}/oa/v1{path}"
        once = (once or secrets.token_hex(16)) if method == "POST" else ""
        timestamp, nonce = str(int(time.time())), secrets.token_urlsafe(18)
        digest = hashlib.sha256(body).hexdigest()
        signature = sign(self.key, method, path, timestamp, nonce, self.maker, self.unit, once, digest)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": kind,
            "Accept-Language": "zh-CN",
            "Gongkai-Timestamp": timestamp,
            "Gongkai-Nonce": nonce,
            "Gongkai-Maker": self.maker,
            "Gongkai-Unit": self.unit,
            "Gongkai-Signature": signature,
            **({"Idempotency-Key": once} if once else {}),
        }
        origin = self.url.removesuffix(urlsplit(self.url).path)
        request = Request(origin + path, data=body or None, headers=headers, method=method)
        try:
            with urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise Refused(json.load(error)) from error


class Receiver(BaseHTTPRequestHandler):
    """Takes what the portal tells, if its signature holds: each delivery once, whatever is repeated."""

    keys: dict[str, str] = {}  # key id, the second part of a token, to signing key
    seen: set[str] = set()  # in a database of yours, so that it outlives the process

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1_000_000))
        if not self.holds(body):
            self.answer(401)
            return
        told = json.loads(body)
        if told["delivery"] not in self.seen:
            self.seen.add(told["delivery"])
            print(json.dumps(told, ensure_ascii=False), flush=True)
        self.answer(204)

    def holds(self, body: bytes) -> bool:
        """Say whether the signature is the portal's, and fresh."""
        key, timestamp = self.keys.get(self.headers.get("Gongkai-Key", "")), self.headers.get("Gongkai-Timestamp", "")
        if key is None or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > CLOCK_SECONDS:
            return False
        delivery, digest = self.headers.get("Gongkai-Delivery", ""), hashlib.sha256(body).hexdigest()
        expected = sign(key, "DELIVERY", delivery, timestamp, digest)
        return hmac.compare_digest(expected.encode(), self.headers.get("Gongkai-Signature", "").encode())

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Standard output is for what was told."""


def receive(token: str, key: str, port: int) -> None:
    """Print each delivery as a line of JSON until interrupted."""
    Receiver.keys = {token.split("_")[1]: key}
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        server.serve_forever()


def hand_in(portal: Portal, draft: dict, attached: list[Path], send: bool) -> dict:
    """Upload the files, make the draft, and send its case if asked to."""
    answers = draft.pop("secrecy_declaration", {})
    draft["attachments"] = [portal.upload(file) for file in attached]
    case = portal.post("/drafts", draft)
    return send_case(portal, case["number"], answers) if send else case


def ask_for(portal: Portal, section: str, asked: dict, send: bool) -> dict:
    """Ask for a new column or special topic; ``asked`` holds its fields, and beside them what every draft may."""
    draft = {name: asked.pop(name) for name in ("record_id", "secrecy_declaration") if name in asked}
    return hand_in(portal, {**draft, "kind": "section_opening", "fields": {"section": section, **asked}}, [], send)


def send_case(portal: Portal, number: str, answers: dict) -> dict:
    """Send a case as it stands now; ``answers`` are the maker's to the secrecy checklist (no, unsure, yes)."""
    version = portal.get(f"/cases/{number}")["version"]
    return portal.post(f"/cases/{number}/send", {"version": version, "secrecy_declaration": answers})


def change(portal: Portal, number: str, draft: dict, attached: list[Path]) -> dict:
    """Write a new version of a draft, whole."""
    new = {name: draft[name] for name in ("fields", "evidence") if name in draft}
    new["attachments"] = [portal.upload(file) for file in attached]
    return portal.post(f"/cases/{number}/draft", {**new, "version": portal.get(f"/cases/{number}")["version"]})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hands drafts in to the portal, and follows their approval.")
    for name in ("portal", "token", "signing-key", "maker", "unit"):
        variable = f"GONGKAI_{name.upper().replace('-', '_')}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable, ""), help=f"or {variable}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("kinds")
    listing = commands.add_parser("cases")
    listing.add_argument("--state", default="")
    for name in ("hand-in", "change"):
        command = commands.add_parser(name)
        if name == "change":
            command.add_argument("number")
        else:
            command.add_argument("--send", action="store_true")
        command.add_argument("draft", type=Path)
        command.add_argument("--attach", type=Path, action="append", default=[])
    asking = commands.add_parser("ask-for")
    asking.add_argument("section", help="column, topic, or what else GET /kinds names")
    asking.add_argument("request", type=Path, help="JSON: title, slug, purpose and what else is asked")
    asking.add_argument("--send", action="store_true")
    for name in ("case", "send", "withdraw"):
        command = commands.add_parser(name)
        command.add_argument("number")
        if name == "send":
            command.add_argument("declaration", type=Path, help="JSON: question of the secrecy checklist to answer")
    commands.add_parser("receive").add_argument("--port", type=int, default=8099)
    return parser.parse_args()


def run(given: argparse.Namespace) -> dict | list | None:
    """Carry a command out and return what it prints."""
    if given.command == "receive":
        return receive(given.token, given.signing_key, given.port)
    portal = Portal(given.portal, given.token, given.signing_key, given.maker, given.unit)
    if given.command == "kinds":
        return portal.get("/kinds")
    if given.command == "cases":
        return portal.get(f"/cases?{urlencode({'state': given.state})}")
    if given.command == "hand-in":
        return hand_in(portal, json.loads(given.draft.read_text("utf-8")), given.attach, given.send)
    if given.command == "ask-for":
        return ask_for(portal, given.section, json.loads(given.request.read_text("utf-8")), given.send)
    if given.command == "change":
        return change(portal, given.number, json.loads(given.draft.read_text("utf-8")), given.attach)
    if given.command == "send":
        return send_case(portal, given.number, json.loads(given.declaration.read_text("utf-8")))
    case = portal.get(f"/cases/{given.number}")
    if given.command == "withdraw":
        return portal.post(f"/cases/{given.number}/withdraw", {"version": case["version"]})
    return case


def main() -> int:
    try:
        found = run(arguments())
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
