"""A request that changes something is carried out once: repeated with the same key, it gets the same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head

from . import problems, signing
from .callers import Caller
from .models import Exchange
from .problems import Problem


@dataclass(frozen=True)
class Answer:
    """Status and JSON of an answer; ``repeated`` tells that nothing was done this time."""

    status: int
    json: Any
    repeated: bool = False


# An act gets the language in which the case engine speaks, and so records.
Act = Callable[[str], Answer]


def once(caller: Caller, request: HttpRequest, act: Act) -> Answer:
    """Carry out an act with its answer in one transaction, or return the answer it got before.

    A refusal is an answer too; a failure of the portal is none, so that it can be repeated. Problem ``key-used`` for
    a key that came with another request.
    """
    fingerprint = _fingerprint(caller, request)
    with transaction.atomic():
        lock_head()  # two requests with one key come one after another
        Exchange.objects.filter(at__lt=timezone.now() - timedelta(days=settings.GONGKAI["OA_KEEP_DAYS"])).delete()
        kept = Exchange.objects.filter(system=caller.system, key=caller.idempotency_key).first()
        if kept and kept.fingerprint != fingerprint:
            raise Problem("key-used")
        if kept:
            return Answer(kept.status, kept.answer, repeated=True)
        answer = _answer_of(act)
        Exchange.objects.create(
            system=caller.system,
            key=caller.idempotency_key,
            fingerprint=fingerprint,
            status=answer.status,
            answer=answer.json,
        )
        return answer


def _fingerprint(caller: Caller, request: HttpRequest) -> str:
    parts = (request.method, request.get_full_path(), str(caller.person.pk), caller.unit.code, caller.digest)
    return signing.body_digest("\n".join(str(part) for part in parts).encode())


def _answer_of(act: Act) -> Answer:
    try:
        with transaction.atomic():
            return act(settings.LANGUAGE_CODE)
    except problems.REFUSALS as error:
        details = problems.of(_in_callers_words(act, error)).as_json()
        return Answer(details["status"], details)


def _in_callers_words(act: Act, error: Exception) -> Exception:
    """The engine refuses in the language of its record; where the caller speaks another, ask again and take it back."""
    language = get_language() or settings.LANGUAGE_CODE
    if not isinstance(error, ActRefused) or language == settings.LANGUAGE_CODE:
        return error
    try:
        with transaction.atomic():
            act(language)
            transaction.set_rollback(True)
    except problems.REFUSALS as translated:
        return translated
    return error
