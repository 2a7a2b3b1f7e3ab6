"""What happens when a person asks for an address, in one word."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from portal.approvals.ledger import seals
from portal.approvals.ledger.models import ChainHead
from tests.access.examples import examples, values
from tests.access.routes import routes
from tests.access.world import World

BACKEND = "portal.organisation.backends.PostBackend"


def _is_posted_only(address: str) -> bool:
    """Acts answer a GET by leading back to their page (``posted_or_back``): they are tried as they are used."""
    try:
        return getattr(resolve(address.partition("?")[0]).func, "posted_only", False)
    except Resolver404:
        return False


class Visitor:
    """One person's browser. What a request changes is taken back, and each begins with the same cookies."""

    def __init__(self, person: Any) -> None:
        self.client = Client(raise_request_exception=False)
        self.session = ""
        if person is not None:
            self.client.force_login(person, backend=BACKEND)
            self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, address: str) -> str:
        """One of ``ok``, ``login``, ``refused`` for GET; where only POST is taken, for a POST without content."""
        response = self._request("post" if _is_posted_only(address) else "get", address)
        if response.status_code == 405 and "POST" in response.headers.get("Allow", ""):
            response = self._request("post", address)
        return outcome(response)

    def _request(self, method: str, address: str) -> HttpResponse:
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        with transaction.atomic():
            response = getattr(self.client, method)(address)
            if response.streaming:
                list(response.streaming_content)
            transaction.set_rollback(True)
        return response


def outcome(response: HttpResponse) -> str:
    """Name an answer: a redirect to the sign-in page is ``login``; one that excuses itself, or goes home, a refusal."""
    status = response.status_code
    if status >= 500:
        return f"error {status}"
    if 300 <= status < 400:
        target = urlsplit(response.headers["Location"]).path
        if target == reverse("wagtailadmin_login"):
            return "login"
        levels = {message.level for message in get_messages(response.wsgi_request)}
        sent_home = target == reverse("wagtailadmin_home")
        return "refused" if sent_home or levels & {messages.ERROR, messages.WARNING} else "ok"
    return "refused" if status in (401, 403, 404, 429) else "ok"


def answers(world: World, kind: str) -> dict[str, str]:
    """What one kind of person gets at every example of every URL: key in the table → outcome."""
    head = ChainHead.objects.get()
    seals.append(head.seq, head.hash)  # as after a commit: a case without a signed head has no dossier yet
    with transaction.atomic():
        visitor = Visitor(world.people[kind])
        found = {
            key: visitor.ask(route.address(values(example, world)))
            for route in routes()
            for key, example in examples(route)
        }
        transaction.set_rollback(True)  # that somebody signed in, too
    return found
