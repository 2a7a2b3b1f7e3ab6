"""The crawler of law 1: every URL, as every kind of person, with every method and form, and what came of it.

Forms are gathered from the pages of everybody who sees some, and sent by everybody: whoever doesn't see a button can
still post what it posts. Each call is taken back; what the public sees is compared before that.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.access.examples import values
from tests.access.looking import BACKEND
from tests.access.routes import routes
from tests.access.world import World
from tests.guard import lawful, public_state
from tests.guard.crawled_forms import PUBLISHING, PUBLISHING_JSON, Form, forms_in, sent
from tests.guard.crawled_site import places
from tests.plugins.portal import empty_caches

LEFT_OUT = Path(__file__).with_name("crawler_left_out.yaml")
ASKING = "asking to publish"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Call:
    """One call: the URL's pattern and example, the address, and how it is called."""

    pattern: str
    key: str
    address: str
    method: str
    what: str
    options: Callable[[], dict[str, Any]] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.key} ({self.what})"


@dataclass
class Found:
    """What came of one person's calls."""

    calls: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    lawful: Counter[str] = field(default_factory=Counter)
    holes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def summary(self, planned: int) -> str:
        """How many calls were made of how many, by method, and what changed lawfully."""
        made = ", ".join(f"{method} {count}" for method, count in sorted(self.calls.items()))
        ways = ", ".join(f"{way} {count}" for way, count in sorted(self.lawful.items())) or "none"
        return (
            f"{self.calls.total()} of {planned} calls ({made}); {len(left_out())} URLs left out; "
            f"lawful changes: {ways}; server errors: {len(self.errors)}"
        )


def left_out() -> dict[str, str]:
    """URLs that aren't called: pattern → reason."""
    return yaml.safe_load(LEFT_OUT.read_text(encoding="utf-8")) or {}


def faults_of_left_out(said: dict[str, str]) -> list[str]:
    """Say what is wrong with a list of URLs that are left out: a URL that is gone, a reason that is missing."""
    known = {route.pattern for route in routes()}
    gone = [f"{pattern} is gone from the resolver" for pattern in said if pattern not in known]
    return gone + [f"{pattern} has no reason" for pattern, reason in said.items() if not str(reason or "").strip()]


def addresses(world: World) -> Iterator[tuple[str, str, str]]:
    """Pattern, key and address of each example of each URL, but for those left out."""
    skipped = left_out()
    for route in routes():
        if route.pattern in skipped:
            continue
        for key, example in places(route):
            yield route.pattern, key, route.address(values(example, world))


def methods_of(address: str) -> tuple[str, ...]:
    """Methods that a view may take: what its class has, or all where a function decides for itself."""
    try:
        view = getattr(resolve(urlsplit(address).path).func, "view_class", None)
    except Resolver404:
        return ("GET", "POST")
    return METHODS if view is None else tuple(name for name in METHODS if hasattr(view, name.lower()))


def calls_without_form(pattern: str, key: str, address: str) -> Iterator[Call]:
    """A URL as each method calls it, asking in every manner that something be published."""
    as_json = {"data": json.dumps(PUBLISHING_JSON), "content_type": "application/json"}
    taken = methods_of(address)
    yield Call(pattern, key, address, "GET", ASKING, lambda: {"data": PUBLISHING})
    if "POST" in taken:
        yield Call(pattern, key, address, "POST", ASKING, lambda: {"data": PUBLISHING})
        yield Call(pattern, key, address, "POST", "as a program", lambda: as_json)
    for method in ("PUT", "PATCH", "DELETE"):
        if method in taken:
            yield Call(pattern, key, address, method, "as a program", lambda: as_json)


def calls_of_form(form: Form) -> Iterator[Call]:
    """A form as it stands, and with everything changed and asking to publish."""
    path = urlsplit(form.action)
    address = path.path + (f"?{path.query}" if path.query else "")
    pattern = _pattern(path.path)
    if pattern is None or pattern in left_out():
        return
    manners = {"as it stands": False, "changed, asking to publish": True}
    if form.method == "get":
        del manners["as it stands"]
    for what, changed in manners.items():
        label = f"form {form.button or 'without a button'}, {what}"
        yield Call(pattern, address, address, form.method.upper(), label, lambda c=changed: {"data": sent(form, c)})


def _pattern(path: str) -> str | None:
    try:
        return resolve(path).route.replace("^", "").removesuffix("$").replace("\\Z", "")
    except Resolver404:
        return None


class Browser:
    """One person's browser: each call begins with the same cookies and an empty cache, and is taken back."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.client = Client(raise_request_exception=False)
        self.session = ""
        if person is not None:
            self.client.force_login(person, backend=BACKEND)
            self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.known = lawful.before(public_state.read(), person)

    def make(self, call: Call, found: Found) -> HttpResponse:
        """Make a call, judge what it changed, and take it back."""
        writes = public_state.Writes()
        with transaction.atomic():
            with writes.watch():
                response = self._send(call.method, call.address, call.options())
            found.calls[call.method] += 1
            found.statuses[response.status_code] += 1
            if response.status_code >= 500:
                found.errors.append(f"{response.status_code}: {call}")
            if writes.count:
                transaction.set_rollback(False)  # what was written before a refusal counts, whatever became of it
                self._judge(call, found)
            transaction.set_rollback(True)
        return response

    def _send(self, method: str, address: str, options: dict[str, Any]) -> HttpResponse:
        empty_caches()
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        response = getattr(self.client, method.lower())(address, **options)
        if response.streaming:
            list(response.streaming_content)
        return response

    def _judge(self, call: Call, found: Found) -> None:
        after = public_state.read()
        changed = public_state.changes(self.known.state, after)
        if not changed:
            return
        way = lawful.way(self.known, after, call.pattern)
        if way is None:
            found.holes.append(f"{self.person or 'anonymous'}: {call} changes {sorted(changed, key=str)}")
        else:
            found.lawful[way] += 1


def look(world: World, kind: str, found: Found, at: str = "") -> list[Form]:
    """Open every address (that holds ``at``) as one kind of person; every form that is seen there, each once."""
    forms: dict[tuple[Any, ...], Form] = {}
    with _browsing(world.people[kind]) as browser:
        for pattern, key, address in addresses(world):
            if at not in address:
                continue
            response = browser.make(Call(pattern, key, address, "GET", "as it is", dict), found)
            if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
                forms |= {form.key: form for form in forms_in(response.content, f"http://testserver{address}")}
    return list(forms.values())


def all_calls(world: World, forms: Iterable[Form]) -> list[Call]:
    """Every call that one person can make beside looking; of forms that ask the same one is enough."""
    calls = [call for place in addresses(world) for call in calls_without_form(*place)]
    different = {form.key: form for form in forms}
    return calls + [call for form in different.values() for call in calls_of_form(form)]


def crawl(person: Any, calls: Iterable[Call], found: Found) -> None:
    """Make calls as a person (None: nobody signed in), each on the site as it was built."""
    with _browsing(person) as browser:
        for call in calls:
            browser.make(call, found)


@contextmanager
def _browsing(person: Any) -> Iterator[Browser]:
    with transaction.atomic():
        yield Browser(person)
        transaction.set_rollback(True)  # that somebody signed in, too


def quick(calls: list[Call]) -> list[Call]:
    """Without what only asks once more for a page that was looked at already."""
    return [call for call in calls if call.method != "GET" or call.what != ASKING]


def sample(calls: list[Call], part: float, seed: str) -> list[Call]:
    """A part of the calls, the same for the same seed."""
    return random.Random(seed).sample(calls, int(len(calls) * part))
