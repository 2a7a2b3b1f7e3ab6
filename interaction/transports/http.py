"""Signed JSON over HTTP: requests and answers carry an HMAC with the secret that both sides know."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.addons.types import Envelope
from portal.oa import outgoing

from ..exchange import connectors, envelopes
from ..exchange.errors import Failed, NotTaken

LONGEST = 16 * 1024 * 1024
PAGE = 500


class Http:
    """A session over HTTP. Every call is one request of its own; nothing is kept open."""

    def __init__(self, connector: Any) -> None:
        self._url = connector.url.rstrip("/")
        self._key_id = connector.key_id
        self._secret = connectors.secret_of(connector)

    def send(self, found: Sequence[Envelope]) -> dict[str, str]:
        answer = self._call("POST", "/messages", {"messages": [envelopes.as_dict(envelope) for envelope in found]})
        if refused := answer.get("refused"):
            raise NotTaken(str(next(iter(dict(refused).values())))[:100])
        return _digests(answer.get("taken"))

    def fetch(self, limit: int) -> list[Envelope]:
        answer = self._call("GET", f"/messages?{urlencode({'limit': limit})}")
        if not isinstance(answer.get("messages"), list):
            raise Failed(_("no list of messages"))
        read = [envelopes.as_far_as_readable(row) for row in answer["messages"][:limit]]
        found = [envelope for envelope in read if envelope is not None]
        if read and not found:
            raise Failed(_("no envelopes"))  # they can't be acknowledged, and come again: those beside them are taken
        return found

    def acknowledge(self, ids: Sequence[str]) -> None:
        self._call("POST", "/acknowledgements", {"ids": list(ids)})

    def receipts(self) -> dict[str, str]:
        return {}  # each answer to a message is its receipt

    def listing(self, days: int) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {"received": {}, "sent": {}}
        after = ""
        while True:
            query = urlencode({"days": days, "after": after, "limit": PAGE})
            answer = self._call("GET", f"/listing?{query}")
            found["received"] |= _digests(answer.get("received"))
            found["sent"] |= _digests(answer.get("sent"))
            following = answer.get("next")
            if not isinstance(following, str) or not following or following == after:
                return found
            after = following

    @sensitive_variables()
    def _call(self, method: str, path: str, content: Any = None) -> dict[str, Any]:
        if not self._secret:
            raise Failed(_("no secret is set"))
        url = f"{self._url}{path}"
        parts = urlsplit(url)
        body = envelopes.canonical(content) if content is not None else b""
        nonce, timestamp = secrets.token_urlsafe(18), str(int(time.time()))
        target = f"{parts.path}{'?' + parts.query if parts.query else ''}"
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Gongkai-Key": self._key_id,
            "Gongkai-Timestamp": timestamp,
            "Gongkai-Nonce": nonce,
            "Gongkai-Signature": envelopes.of_request(
                self._secret, method=method, path=target, timestamp=timestamp, nonce=nonce, body=body
            ),
        }
        try:
            answer = outgoing.call(method, url, body, headers, {parts.hostname or ""}, LONGEST)
        except (outgoing.Failed, outgoing.Refused) as error:
            raise Failed(str(error)) from error
        shown = {name.lower(): value for name, value in answer.headers.items()}.get("gongkai-signature", "")
        if not envelopes.same(shown, envelopes.of_answer(self._secret, nonce=nonce, body=answer.body)):
            raise Failed(_("the answer isn't signed by the other side"))
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise Failed(_("the answer is no JSON")) from error
        if not isinstance(found, dict):
            raise Failed(_("the answer is no JSON object"))
        return found


def _digests(found: Any) -> dict[str, str]:
    if not isinstance(found, list):
        raise Failed(_("no list of digests"))
    try:
        return {row["id"]: str(row["digest"]) for row in found if envelopes.is_id(row["id"])}
    except (KeyError, TypeError) as error:
        raise Failed(_("no list of digests")) from error
