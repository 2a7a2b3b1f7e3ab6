"""Who calls: a system proves itself by token and signature, and names the person for whom it acts."""

from __future__ import annotations

import hashlib
import hmac
import re
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja.security import HttpBearer

from portal.apis.problems import too_many
from portal.organisation.limits import address_of
from portal.organisation.models import Unit, User
from portal.organisation.services import posts_of

from . import credentials, limits, problems, signing
from .models import Nonce, PeopleBy, System, Token
from .problems import Problem

RAW = "application/octet-stream"
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_KEY = re.compile(r"[\x21-\x7e]{1,120}")


@dataclass(frozen=True)
class Caller:
    """A proven request: the system, the person for whom it acts, and the unit in which that person holds a post."""

    token: Token
    person: User
    unit: Unit
    idempotency_key: str
    digest: str
    file: IO[bytes] | None = None

    @property
    def system(self) -> System:
        return self.token.system


class SignedRequest(HttpBearer):
    """Checks, in this order: token, limit, address, clock, signature, replay, and the person who is named."""

    def __call__(self, request: HttpRequest) -> Caller:
        with override(problems.language_of(request)):
            try:
                return self._prove(request)
            except Problem as problem:
                if problem.status == 401:
                    _count_denial(request)
                raise

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError  # the base class' own way in: the token alone proves nothing

    def _prove(self, request: HttpRequest) -> Caller:
        token = _token(request)
        if not limits.REQUESTS.take(token.system.code):
            raise _too_many(limits.REQUESTS.seconds)
        if not token.system.calls_from(address_of(request)):
            raise Problem("wrong-address")
        nonce = _fresh(request)
        digest, file = _body(request)
        _check_signature(request, token, digest)
        _use_up(token, nonce)
        Token.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        unit = _unit(request, token.system)
        return Caller(token, _person(request, token.system, unit), unit, _idempotency_key(request), digest, file)


def _count_denial(request: HttpRequest) -> None:
    """Let an address that keeps failing wait; who proves itself gets in from there all the same."""
    if not limits.DENIED.take(address_of(request)):
        raise _too_many(limits.DENIED.seconds)


def _too_many(seconds: int) -> Problem:
    return Problem("too-many", headers=too_many(seconds))


def _token(request: HttpRequest) -> Token:
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    token = credentials.find(value.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise Problem("unauthorised", headers={"WWW-Authenticate": "Bearer"})
    return token


def _fresh(request: HttpRequest) -> str:
    """Return the nonce of a request whose time fits the portal's clock."""
    nonce, stamp = request.headers.get("Gongkai-Nonce", ""), request.headers.get("Gongkai-Timestamp", "")
    if not _NONCE.fullmatch(nonce):
        raise Problem("bad-signature", _("The header Gongkai-Nonce needs 16 to 64 letters, digits, “-” or “_”."))
    if not re.fullmatch(r"[0-9]{1,12}", stamp) or abs(time.time() - int(stamp)) > settings.GONGKAI["OA_CLOCK_SECONDS"]:
        raise Problem(
            "clock-skew",
            _("The header Gongkai-Timestamp holds seconds since 1970; they may differ by %(seconds)s at most.")
            % {"seconds": settings.GONGKAI["OA_CLOCK_SECONDS"]},
        )
    return nonce


def _body(request: HttpRequest) -> tuple[str, IO[bytes] | None]:
    """Return the digest of a body; a file is read in pieces and handed on, as it may be larger than memory takes."""
    if request.content_type != RAW:
        try:
            return signing.body_digest(request.body), None
        except RequestDataTooBig as error:
            raise Problem("too-large") from error
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller holds it, and it goes with the request
    digest, size = hashlib.sha256(), 0
    while piece := request.read(1 << 16):
        size += len(piece)
        if size > settings.GONGKAI["ATTACHMENT_MAX_BYTES"]:
            file.close()
            raise Problem("too-large")
        digest.update(piece)
        file.write(piece)
    file.seek(0)
    return digest.hexdigest(), file


def _check_signature(request: HttpRequest, token: Token, digest: str) -> None:
    query = request.META.get("QUERY_STRING", "")
    expected = signing.of_request(
        credentials.signing_key(token),
        method=str(request.method),
        path=f"{request.path}?{query}" if query else request.path,
        timestamp=request.headers.get("Gongkai-Timestamp", ""),
        nonce=request.headers.get("Gongkai-Nonce", ""),
        maker=request.headers.get("Gongkai-Maker", ""),
        unit=request.headers.get("Gongkai-Unit", ""),
        idempotency_key=request.headers.get("Idempotency-Key", ""),
        digest=digest,
    )
    shown = request.headers.get("Gongkai-Signature", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(shown, expected.encode()):
        raise Problem("bad-signature")


def _use_up(token: Token, nonce: str) -> None:
    """Note the nonce, for good measure twice as long as a request with it could still be in time."""
    old = timezone.now() - timedelta(seconds=2 * settings.GONGKAI["OA_CLOCK_SECONDS"])
    Nonce.objects.filter(at__lt=old).delete()
    try:
        with transaction.atomic():
            Nonce.objects.create(token=token, value=nonce)
    except IntegrityError as error:
        raise Problem("replayed") from error


def _unit(request: HttpRequest, system: System) -> Unit:
    code = request.headers.get("Gongkai-Unit", "")
    unit = system.units.filter(code=code, is_active=True).first()
    if unit is None:
        raise Problem("maker-refused", _("The system may not act for the unit “%(unit)s”.") % {"unit": code[:80]})
    return unit


def _person(request: HttpRequest, system: System, unit: Unit) -> User:
    """The person whom the header names: exactly one, active, and holding a post in the unit today."""
    name = unquote(request.headers.get("Gongkai-Maker", "")).strip()
    key = {PeopleBy.EXTERNAL_ID: "external_id", PeopleBy.USERNAME: "username"}[PeopleBy(system.people_by)]
    found = list(User.objects.filter(is_active=True, **{key: name})[:2]) if name and "\x00" not in name else []
    if len(found) != 1:
        raise Problem("maker-refused", _("The portal knows no person “%(name)s”.") % {"name": name[:80]})
    if not posts_of(found[0]).filter(unit=unit).exists():
        raise Problem("maker-refused", _("This person holds no post in that unit today."))
    return found[0]


def _idempotency_key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if request.method == "POST" and not _KEY.fullmatch(key):
        raise Problem("invalid", _("The header Idempotency-Key needs 1 to 120 visible characters."))
    return key
