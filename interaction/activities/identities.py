"""Who may take part once: the device, and what add-ons bring (a code by telephone, a real-name check)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from portal.addons import registry
from portal.addons.types import IdentityRefused, VoterIdentity

from .admission import NotTaken, device_of, digest
from .models import Activity, Ballot, Entry, Refusal

DEVICE = "device"
TAKEN, MOST_REMEMBERED = "activities_taken", 20


def _device(request: HttpRequest, answers: dict[str, Any]) -> str:
    return device_of(request)


BY_DEVICE = VoterIdentity(
    DEVICE,
    gettext_lazy("device and network address"),
    gettext_lazy("One vote from a device; from one network address as many as the rules allow."),
    identify=_device,
)


def identity_of(activity: Activity) -> VoterIdentity | None:
    """Return how this activity knows people apart, or None where the add-on that brings it has gone."""
    return registry.by_name("voter_identities").get(activity.rules.get("identity", DEVICE))


@sensitive_variables()
def prepare(form: Any, request: HttpRequest) -> str:
    """Do what comes before a confirmation (send a code, say), and return what people are told.

    Raises IdentityRefused, also where a field that it needs isn't filled in as it should.
    """
    identity, answers = form.identity, {}
    for name in identity.prepare_fields:
        try:
            answers[name] = form.fields[name].clean(form.data.get(name))
        except ValidationError as error:
            raise IdentityRefused(f"{form.fields[name].label}：{'；'.join(error.messages)}") from None
    return str(identity.prepare(request, answers))


@sensitive_variables()
def voter(activity: Activity, request: HttpRequest, answers: dict[str, Any]) -> str:
    """Return what may take part once in this activity; NotTaken where somebody can't be confirmed.

    A device without a mark isn't taken, whichever way people are known apart.
    """
    device = device_of(request)
    if not device:
        sentence = _("Please allow cookies for this site and send again: one device can take part once.")
        raise NotTaken(Refusal.Reason.NO_DEVICE, sentence)
    identity = identity_of(activity)
    if identity is None:
        raise NotTaken(Refusal.Reason.IDENTITY, _("At the moment nobody can be confirmed. Please try again later."))
    try:
        found = identity.identify(request, answers)
    except IdentityRefused as refused:
        raise NotTaken(Refusal.Reason.IDENTITY, str(refused)) from None
    if not found:
        raise NotTaken(Refusal.Reason.IDENTITY, _("You could not be confirmed. Please check what you entered."))
    return f"{identity.name}:{found}"


def took_part(activity: Activity, request: HttpRequest) -> bool:
    """Say whether whoever asks has taken part where it is known without confirming them again.

    That is by the device's own mark, or by what this browser sent while it was open (``note_taken``).
    """
    if activity.number in request.session.get(TAKEN, []):
        return True
    device, identity = device_of(request), identity_of(activity)
    if not device or identity is None or identity.name != DEVICE or activity.salt is None:
        return False
    voter = digest(activity, "voter", f"{DEVICE}:{device}")
    rows = Ballot if activity.is_voted else Entry
    return rows.objects.filter(activity=activity, voter=voter).exists()


def is_confirmed(activity: Activity) -> bool:
    """Say whether people are known apart by more than the device: then several of them share one."""
    identity = identity_of(activity)
    return identity is not None and identity.name != DEVICE


def note_taken(activity: Activity, request: HttpRequest) -> None:
    """Remember with this browser's session that something was taken from it: nothing of what it was."""
    request.session[TAKEN] = [*request.session.get(TAKEN, []), activity.number][-MOST_REMEMBERED:]
