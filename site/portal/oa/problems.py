"""What goes wrong when a system calls: problem details in its language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.addons.types import DraftRefused
from portal.apis import problems
from portal.apis.problems import answer, language_of
from portal.approvals.errors import ActRefused, PublishingRefused, Stale

__all__ = ["REFUSALS", "Problem", "answer", "language_of", "of", "pointer_of"]


class Problem(problems.Problem):
    """What can go wrong here beyond what can everywhere."""

    known = {
        **problems.PROBLEMS,
        "unauthorised": (401, _("The token is missing, unknown, expired or revoked.")),
        "bad-signature": (401, _("The signature doesn't fit the request.")),
        "clock-skew": (401, _("The time of the request is too far from the portal's.")),
        "replayed": (401, _("This request has been received already.")),
        "wrong-address": (403, _("The system may not call from this address.")),
        "missing-scope": (403, _("The system may not do this.")),
        "maker-refused": (403, _("The named person can't act here.")),
        "stale": (409, _("Somebody acted on the case since then.")),
        "refused": (409, _("The act was refused; nothing was changed.")),
        "key-used": (409, _("This idempotency key was used for another request.")),
    }


def of(error: Exception) -> Problem:
    """Return the problem that an exception of the rooms below means."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DraftRefused):
        pairs = [(pointer_of(name), line) for name, found in error.errors.items() for line in found]
        return Problem("invalid", " ".join(str(line) for _pointer, line in pairs), pairs)
    if isinstance(error, ActRefused):
        return Problem(
            "stale" if isinstance(error, Stale) else "refused", error, [("", line) for line in error.reasons]
        )
    return Problem("refused", error)


REFUSALS = (Problem, DraftRefused, ActRefused, PublishingRefused)


def pointer_of(name: str) -> str:
    """The JSON pointer of a field that a draft maker names ("" is the whole request)."""
    if not name:
        return ""
    return "/attachments" if name == "attachments" else f"/fields/{name}"
