"""A challenge for programs when much comes in: a picture of letters, or a sum in words for those who can't read it.

Made by the server itself, without scripts and without a third party; asked only while the rate from an address, or of
all, is above the ordinary (:mod:`interaction.limits`). What is asked travels sealed with the form: nothing of it is
kept but that it was solved, or used up.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from typing import Any

from django import forms
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.organisation.limits import CACHE, address_of
from portal.sealing.keys import KeyUnusable

from . import crypto, limits

FIELD = "challenge"
VALID = 600
LETTERS = "ABCDEFGHJKLMNPRTUVWXY346789"  # without those that look alike
LENGTH = 5
_DIGITS = ("", *"一二三四五六七八九")
_FORMAL = ("", *"壹贰叁肆伍陆柒捌玖")
_AROUND = "=.。，,、等于是"
ALL = "all"


def is_needed(request: HttpRequest) -> bool:
    """Say whether more than usual came from this address, or from all, of late."""
    return limits.CALM.reached(address_of(request)) or limits.CALM_ALL.reached(ALL)


def came_in(request: HttpRequest) -> None:
    """Count something that was taken."""
    limits.CALM.count_up(address_of(request))
    limits.CALM_ALL.count_up(ALL)


def attach(form: forms.Form, request: HttpRequest) -> None:
    """Have a form ask its challenge where one is needed, before it is looked at whether the form is valid."""
    if is_needed(request):
        form.fields[FIELD] = ChallengeField(address=address_of(request))


def attach_before_preparing(form: forms.Form, request: HttpRequest) -> None:
    """Have a form show its challenge where one is needed before a code is sent; sending the form itself needs none."""
    if is_needed(request):
        form.fields[FIELD] = ChallengeField(required=False)


def check_before_preparing(form: forms.Form, request: HttpRequest) -> None:
    """Count what prepares something that costs; ValidationError where its challenge isn't answered."""
    if FIELD in form.fields:
        widget = form.fields[FIELD].widget
        field = ChallengeField(address=address_of(request))
        challenge = field.clean(widget.value_from_datadict(form.data, {}, FIELD))
        if not _spend(challenge):
            raise ValidationError(_("Please answer this too."))
    came_in(request)


def taken(form: forms.Form, request: HttpRequest) -> bool:
    """Say whether what a valid form tells may be taken: it is counted, and its challenge is used up.

    Of many at once that bring the same challenge the first may; the others' forms say what is to be done.
    """
    if isinstance(form.fields.get(FIELD), ChallengeField) and not _spend(form.cleaned_data[FIELD]):
        form.add_error(FIELD, _("Please answer this too."))
        return False
    came_in(request)
    return True


# --- what is asked ---
def new() -> dict[str, Any]:
    """Return a new challenge: letters of the picture, two numbers of the sum, and until when it is valid."""
    return {
        "nonce": secrets.token_urlsafe(12),
        "letters": "".join(secrets.choice(LETTERS) for _letter in range(LENGTH)),
        "sum": [2 + secrets.randbelow(8), 2 + secrets.randbelow(8)],
        "until": time.time() + VALID,
    }


def opened(token: str) -> dict[str, Any] | None:
    """Return the challenge of a token that is valid and not used up, or None."""
    try:
        found: dict[str, Any] = crypto.unpack(token)
    except (KeyUnusable, ValueError):
        return None
    if "letters" not in found or found["until"] < time.time() or caches[CACHE].get(_spent(found)):
        return None
    return found


def question_of(challenge: dict[str, Any]) -> str:
    """Return the sum in words."""
    one, other = challenge["sum"]
    return _("What is %(one)s plus %(other)s?") % {"one": _word(one), "other": _word(other)}


def _word(number: int) -> str:
    words = {
        2: pgettext("number", "two"), 3: pgettext("number", "three"), 4: pgettext("number", "four"),
        5: pgettext("number", "five"), 6: pgettext("number", "six"), 7: pgettext("number", "seven"),
        8: pgettext("number", "eight"), 9: pgettext("number", "nine"),
    }  # fmt: skip
    return words[number]


def _spent(challenge: dict[str, Any]) -> str:
    return f"gongkai:challenge:spent:{challenge['nonce']}"


def _solved(challenge: dict[str, Any]) -> str:
    return f"gongkai:challenge:solved:{challenge['nonce']}"


def _spend(challenge: dict[str, Any]) -> bool:
    """Use a challenge up; False where it was already."""
    return caches[CACHE].add(_spent(challenge), 1, VALID)


def _fits(challenge: dict[str, Any], answer: str) -> bool:
    """Say whether an answer is the letters or the sum: in figures of any width, or in words as the sum is asked."""
    given = "".join(unicodedata.normalize("NFKC", answer).split()).upper().strip(_AROUND)
    total = sum(challenge["sum"])
    return given in (challenge["letters"], str(total), *_in_characters(total))


def _in_characters(number: int) -> tuple[str, ...]:
    """Return a number of at most 19 as people write it in Chinese: 十一, 一十一, 拾壹, 壹拾壹."""
    tens, rest = divmod(number, 10)
    plain, formal = "十" * tens + _DIGITS[rest], "拾" * tens + _FORMAL[rest]
    return (plain, f"一{plain}", formal, f"壹{formal}") if tens else (plain, formal)


# --- in a form ---
class ChallengeWidget(forms.TextInput):
    """Picture, question and answer. The token goes with the form; after a wrong answer there is a new one."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {"token": str(data.get(f"{name}_token", "")), "answer": str(data.get(name, ""))}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        token = value.get("token", "") if isinstance(value, dict) else ""
        known = opened(token)
        if known is not None and caches[CACHE].get(_solved(known)):
            done = _("Answered already: please put right what is marked, and send.")
            return format_html(
                '<input type="hidden" name="{}_token" value="{}"><p class="gk-help">{}</p>', name, token, done
            )
        challenge = new()
        token = crypto.pack(challenge)
        attrs = dict(attrs or {})
        attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {attrs.get('id', name)}_question".strip()
        return format_html(
            '<input type="hidden" name="{name}_token" value="{token}">'
            '<img class="gk-challenge" src="{picture}" alt="{alt}" width="200" height="64">'
            '<p id="{id}_question">{lead}{question}</p>{answer}',
            name=name,
            token=token,
            picture=reverse("interaction:challenge", args=[token]),
            alt=_("Picture of letters; instead of them you can answer the question below."),
            id=attrs.get("id", name),
            lead=_("Or, where you can't read it: "),
            question=question_of(challenge),
            answer=super().render(name, "", attrs, renderer),
        )


class ChallengeField(forms.Field):
    """The answer to a challenge."""

    widget = ChallengeWidget(attrs={"autocomplete": "off", "spellcheck": "false"})

    def __init__(self, required: bool = True, address: str = "") -> None:
        self.address = address
        super().__init__(
            required=required,
            label=gettext_lazy("Letters of the picture, or the answer to the question"),
            help_text=gettext_lazy(
                "Much is being sent to us at the moment. This keeps programs away. The sum may be in figures or words."
            ),
        )

    def clean(self, value: Any) -> Any:
        """Return the challenge that was answered; ValidationError where it wasn't, which uses it up.

        An address that answered wrong too often isn't listened to for a while: nothing is looked at, nothing kept.
        """
        if not self.required:
            return None
        challenge = opened(value["token"]) if isinstance(value, dict) else None
        if challenge is None:
            raise ValidationError(_("Please answer this too."))
        if caches[CACHE].get(_solved(challenge)):
            return challenge
        if not limits.WRONG_ANSWERS.take(self.address):
            raise ValidationError(_("There were too many wrong answers. Please try again in ten minutes."))
        if not _fits(challenge, value["answer"]):
            _spend(challenge)
            raise ValidationError(_("That isn't right. Please try this new one."))
        limits.WRONG_ANSWERS.give_back(self.address)
        caches[CACHE].add(_solved(challenge), 1, VALID)
        return challenge
