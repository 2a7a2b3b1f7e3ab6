"""The stronger ways of one person, one vote: a code by telephone and a real-name check, where they are connected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from portal.addons.types import IdentityRefused, VoterIdentity
from portal.organisation.limits import address_of

from ..confirming import codes, real_names, telephones

PURPOSE = "vote"
_FILL_IN = {"required": gettext_lazy("Please fill in this field.")}


def _telephone() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Mobile telephone"),
        max_length=20,
        error_messages=_FILL_IN,
        help_text=gettext_lazy("A code is sent to it. The number isn't kept: one number votes once."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


def _code() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Code of six digits"),
        max_length=10,
        error_messages=_FILL_IN,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@sensitive_variables()
def _send_code(request: HttpRequest, answers: dict[str, Any]) -> str:
    try:
        codes.send(answers["telephone"], PURPOSE, address_of(request))
    except codes.NotSent as refused:
        raise IdentityRefused(str(refused)) from None
    return _("The code is on its way. Enter it below and send; it is valid for ten minutes.")


@sensitive_variables()
def _by_code(request: HttpRequest, answers: dict[str, Any]) -> str:
    if not codes.use(answers.get("telephone", ""), PURPOSE, answers.get("telephone_code", "")):
        raise IdentityRefused(_("This code isn't right, or not valid any more. Please have a new one sent."))
    return telephones.normal_number(answers["telephone"])


def _name() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Name as in the identity card"),
        max_length=40,
        error_messages=_FILL_IN,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def _identity() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Identity number"),
        max_length=24,
        error_messages=_FILL_IN,
        help_text=gettext_lazy("Checked by the system that issues it, and not kept: one person votes once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@sensitive_variables()
def _have_checked(request: HttpRequest, answers: dict[str, Any]) -> str:
    try:
        real_names.ask(answers["real_name"], answers["identity_number"], PURPOSE, address_of(request))
    except codes.NotSent as refused:
        raise IdentityRefused(str(refused)) from None
    return _("Your name is being checked, which takes a moment. Then press “Send”.")


@sensitive_variables()
def _by_real_name(request: HttpRequest, answers: dict[str, Any]) -> str:
    name, identity = answers.get("real_name", ""), answers.get("identity_number", "")
    answer = real_names.answer_of(name, identity, PURPOSE)
    if answer == real_names.Answer.WAITING:
        raise IdentityRefused(_("Your name is still being checked. Please send again in a moment."))
    if answer == real_names.Answer.NO:
        raise IdentityRefused(_("Name and identity number don't belong together. Please check both."))
    if answer != real_names.Answer.YES:
        raise IdentityRefused(_("Please have your name checked first."))
    return real_names.normal_identity(identity)


BY_TELEPHONE = VoterIdentity(
    "telephone",
    gettext_lazy("code by telephone"),
    gettext_lazy("One vote from a mobile number, confirmed by a code sent to it."),
    identify=_by_code,
    fields={"telephone": _telephone, "telephone_code": _code},
    prepare=_send_code,
    prepare_fields=("telephone",),
    prepare_label=gettext_lazy("Send me a code"),
    offered=telephones.is_connected,
)
BY_REAL_NAME = VoterIdentity(
    "real_name",
    gettext_lazy("real-name check"),
    gettext_lazy("One vote a person, whose name is checked."),
    identify=_by_real_name,
    fields={"real_name": _name, "identity_number": _identity},
    prepare=_have_checked,
    prepare_fields=("real_name", "identity_number"),
    prepare_label=gettext_lazy("Have my name checked"),
    offered=real_names.is_connected,
)
