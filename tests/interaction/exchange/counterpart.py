"""The other side, as a process of its own with its own database, which misbehaves by a seeded schedule.

It knows nothing of the portal but what docs/connectors.md says, and imports nothing of it. It plays the petition
system (every complaint is kept once, accepted, sometimes extended, and answered) and the OA system (every consultation
is given to a unit, sometimes given back first, and answered). It also takes short messages, and answers
real-name checks: yes where the number ends in X.

    python counterpart.py --database FILE --secret S --seed 7 --faults 0.2
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import random
import sqlite3
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

VERSION = "GONGKAI-EXCHANGE-1"
SCHEMA = """
CREATE TABLE IF NOT EXISTS received (
    id TEXT PRIMARY KEY, subject TEXT, sequence INTEGER, event TEXT, body TEXT, digest TEXT, applied INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS sent (
    id TEXT PRIMARY KEY, subject TEXT, sequence INTEGER, event TEXT, body TEXT, digest TEXT,
    acknowledged INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS texts (number TEXT, words TEXT);
CREATE TABLE IF NOT EXISTS tickets (
    number TEXT PRIMARY KEY, text TEXT, state TEXT, additions INTEGER DEFAULT 0, times INTEGER DEFAULT 0
);
"""
_ANY = ("drop", "error_after", "slow", "too_slow")
FAULTS = {  # what can go wrong with which request
    "POST /messages": (*_ANY, "lie", "twice"),
    "GET /messages": (*_ANY, "twice", "shuffle", "shuffle"),
    "POST /acknowledgements": (*_ANY, "lie"),
}


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


class Side:
    """The state of the other side. One lock: requests come one after another, as its faults do."""

    def __init__(self, database: str, secret: str, seed: int, faults: float, too_slow: float) -> None:
        self.secret, self.random, self.faults, self.too_slow = secret, random.Random(seed), faults, too_slow
        self.down = self.patient = False  # patient: results come when they are asked for
        self.lock = threading.Lock()
        self.seen: set[str] = set()
        self.counts: dict[str, int] = {}
        self.base = sqlite3.connect(database, check_same_thread=False)
        self.base.executescript(SCHEMA)

    def fault(self, request: str) -> str:
        """Return what goes wrong with a request, mostly nothing."""
        if self.random.random() >= self.faults:
            return ""
        found = self.random.choice(FAULTS.get(request, _ANY))
        self.counts[found] = self.counts.get(found, 0) + 1
        return found

    def take(self, message: dict[str, Any]) -> dict[str, str]:
        """Keep a message once, and carry out what is next in line."""
        digest = hashlib.sha256(canonical(message)).hexdigest()
        self.base.execute(
            "INSERT OR IGNORE INTO received (id, subject, sequence, event, body, digest) VALUES (?, ?, ?, ?, ?, ?)",
            (message["id"], message["subject"], message["sequence"], message["event"],
             json.dumps(message["body"], ensure_ascii=False), digest),
        )  # fmt: skip
        self._carry_out(message["subject"])
        self.base.commit()
        return {"id": message["id"], "digest": digest}

    def _carry_out(self, subject: str) -> None:
        while True:
            done = self.base.execute(
                "SELECT count(*) FROM received WHERE subject = ? AND applied = 1", (subject,)
            ).fetchone()[0]
            row = self.base.execute(
                "SELECT id, event, body FROM received WHERE subject = ? AND applied = 0 AND sequence = ?",
                (subject, done + 1),
            ).fetchone()
            if row is None:
                return
            self._apply(subject, row[1], json.loads(row[2]))
            self.base.execute("UPDATE received SET applied = 1 WHERE id = ?", (row[0],))

    def _apply(self, number: str, event: str, body: dict[str, Any]) -> None:
        if event == "complaint":
            self.base.execute(
                "INSERT INTO tickets (number, text, state, times) VALUES (?, ?, 'accepted', 1) "
                "ON CONFLICT (number) DO UPDATE SET times = times + 1",
                (number, body["text"]),
            )
            self._plan(number)
        elif event == "consultation":
            self.base.execute(
                "INSERT INTO tickets (number, text, state, times) VALUES (?, ?, 'answered', 1) "
                "ON CONFLICT (number) DO UPDATE SET times = times + 1",
                (number, body["text"]),
            )
            self._plan_in_oa(number)
        elif event == "sms":
            self.base.execute("INSERT INTO texts (number, words) VALUES (?, ?)", (body["to"], body["text"]))
        elif event == "check":
            self._put(number, 1, "checked", {"yes": body["identity"].endswith("X")})
        elif event == "addition":
            self.base.execute("UPDATE tickets SET additions = additions + 1 WHERE number = ?", (number,))
        elif event == "withdrawal":
            self.base.execute("UPDATE tickets SET state = 'withdrawn' WHERE number = ?", (number,))

    def _plan(self, number: str) -> None:
        """A complaint is accepted, some are given more time, all get their result; a few aren't accepted."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        choice = self.random.random()
        if self.patient:
            self._put(number, 1, "accepted", {"at": at, "reference": f"XF-{number}"})
            state = "accepted"
        elif choice < 0.1:
            self._put(number, 1, "declined", {"reason": "不属于本系统受理范围"})
            state = "declined"
        else:
            self._put(number, 1, "accepted", {"at": at, "reference": f"XF-{number}"})
            last = 2
            if choice < 0.3:
                self._put(number, 2, "extended", {"days": 30, "reason": "案情复杂", "approved_by": "分管领导"})
                last = 3
            self._put(number, last, "result", {"text": f"{number} 已办结"})
            state = "answered"
        self.base.execute("UPDATE tickets SET state = ? WHERE number = ?", (state, number))

    def result(self, number: str) -> None:
        """What a complaint was accepted for comes to its result."""
        self._put(number, 2, "result", {"text": f"{number} 已办结"})
        self.base.execute("UPDATE tickets SET state = 'answered' WHERE number = ?", (number,))
        self.base.commit()

    def _plan_in_oa(self, number: str) -> None:
        """A consultation is given to a unit, which may give it back for another one, and is answered."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        steps: list[tuple[str, dict[str, Any]]] = [("assigned", {"unit": "registration", "at": at})]
        if self.random.random() < 0.3:
            steps += [("returned", {"reason": "不属我处职责"}), ("assigned", {"unit": "farmland", "at": at})]
        steps.append(("replied", {"text": f"{number} 的答复", "approved_by": "处长"}))
        for sequence, (event, body) in enumerate(steps, 1):
            self._put(number, sequence, event, body)

    def _put(self, subject: str, sequence: int, event: str, body: dict[str, Any]) -> None:
        name = uuid.UUID(int=self.random.getrandbits(128)).hex
        message = {"id": name, "subject": subject, "sequence": sequence, "event": event, "body": body}
        self.base.execute(
            "INSERT INTO sent (id, subject, sequence, event, body, digest) VALUES (?, ?, ?, ?, ?, ?)",
            (name, subject, sequence, event, json.dumps(body, ensure_ascii=False),
             hashlib.sha256(canonical(message)).hexdigest()),
        )  # fmt: skip

    def waiting(self, limit: int, fault: str) -> list[dict[str, Any]]:
        rows = self.base.execute(
            "SELECT id, subject, sequence, event, body FROM sent WHERE acknowledged = 0 ORDER BY rowid LIMIT ?",
            (limit,),
        ).fetchall()
        found = [dict(zip(("id", "subject", "sequence", "event"), row, strict=False)) for row in rows]
        for message, row in zip(found, rows, strict=True):
            message["body"] = json.loads(row[4])
        if fault == "twice":
            found = (found + found[: len(found) // 2])[:limit]
        if fault == "shuffle":
            self.random.shuffle(found)
        return found

    def acknowledge(self, ids: list[str]) -> None:
        self.base.executemany("UPDATE sent SET acknowledged = 1 WHERE id = ?", [(found,) for found in ids])
        self.base.commit()

    def listing(self, after: str, limit: int) -> dict[str, Any]:
        """Both lists in one order of ids, page by page."""
        rows = self.base.execute(
            "SELECT id, digest, side FROM (SELECT id, digest, 'received' AS side FROM received "
            "UNION ALL SELECT id, digest, 'sent' FROM sent) WHERE id > ? ORDER BY id LIMIT ?",
            (after, limit),
        ).fetchall()
        found: dict[str, Any] = {"received": [], "sent": [], "next": rows[-1][0] if len(rows) == limit else ""}
        for name, digest, side in rows:
            found[side].append({"id": name, "digest": digest})
        return found


class Handler(BaseHTTPRequestHandler):
    side: Side
    protocol_version = "HTTP/1.0"

    def log_message(self, *args: Any) -> None:
        """Nothing is logged: bodies hold what people told."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.side.lock:
            if self.path == "/_control":
                return self._control(json.loads(body))
            if self.side.down:
                return self.connection.close()
            if not self._is_signed(method, body):
                return self._answer({"error": "signature"}, 401)
            fault = self.side.fault(f"{method} {urlsplit(self.path).path}")
            if fault == "drop":
                return self.connection.close()
            answer = self._act(method, json.loads(body) if body else {}, fault)
            if fault == "slow":
                time.sleep(0.01)
            if fault == "too_slow":
                time.sleep(self.side.too_slow)
            return self._answer(answer, 500 if fault == "error_after" else 200)

    def _is_signed(self, method: str, body: bytes) -> bool:
        shown = {name: self.headers.get(f"Gongkai-{name}", "") for name in ("Timestamp", "Nonce", "Signature")}
        expected = sign(
            self.side.secret, VERSION, method, self.path, shown["Timestamp"], shown["Nonce"],
            hashlib.sha256(body).hexdigest(),
        )  # fmt: skip
        if shown["Nonce"] in self.side.seen or not hmac.compare_digest(expected, shown["Signature"]):
            return False
        self.side.seen.add(shown["Nonce"])
        return True

    def _act(self, method: str, content: dict[str, Any], fault: str) -> dict[str, Any]:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if (method, parts.path) == ("POST", "/messages"):
            return {"taken": [self._take(message, fault) for message in content["messages"]]}
        if (method, parts.path) == ("GET", "/messages"):
            return {"messages": self.side.waiting(int(query["limit"]), fault)}
        if (method, parts.path) == ("POST", "/acknowledgements"):
            if fault != "lie":
                self.side.acknowledge(content["ids"])
            return {}
        return self.side.listing(query.get("after", ""), int(query["limit"]))

    def _take(self, message: dict[str, Any], fault: str) -> dict[str, str]:
        if fault == "lie":
            return {"id": message["id"], "digest": hashlib.sha256(canonical(message)).hexdigest()}
        if fault == "twice":
            self.side.take(message)
        return self.side.take(message)

    def _control(self, content: dict[str, Any]) -> None:
        self.side.down = content.get("down", self.side.down)
        self.side.faults = content.get("faults", self.side.faults)
        self.side.patient = content.get("patient", self.side.patient)
        if number := content.get("result"):
            self.side.result(number)
        self._answer({"counts": self.side.counts}, 200)

    def _answer(self, content: dict[str, Any], status: int) -> None:
        body = canonical(content)
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            nonce = self.headers.get("Gongkai-Nonce", "")
            parts = (VERSION, "ANSWER", nonce, hashlib.sha256(body).hexdigest())
            self.send_header("Gongkai-Signature", sign(self.side.secret, *parts))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # it went away meanwhile


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--too-slow", type=float, default=0.5)
    given = parser.parse_args()
    Handler.side = Side(given.database, given.secret, given.seed, given.faults, given.too_slow)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    sys.stdin.close()
    server.serve_forever()


if __name__ == "__main__":
    main()
