"""Making a dossier: gathered, set, signed, and checked before anybody gets it."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..errors import ActRefused
from ..ledger import seals
from ..ledger.proofs import Unsealed
from . import checks, envelope, pdf, reading
from .collect import dossier_of


def make(number: str) -> bytes:
    """Return the dossier of a case (by its number) as one PDF with its JSON attached.

    It is in the site's language. Raises Case.DoesNotExist, and ActRefused with every check that fails: a dossier that
    doesn't prove what it says is never given out.
    """
    with translation.override(settings.LANGUAGE_CODE):
        try:
            dossier = dossier_of(number)
        except Unsealed as error:
            raise ActRefused([_("The newest acts aren't sealed yet: try again after the next act.")]) from error
        key = seals.key().public_key()
        pages = reading.pages(dossier, envelope.fingerprint(key))
        made = pdf.attach(pages, envelope.seal(dossier, pages))
        if failed := [f"{check.name}: {check.problem}" for check in checks.check(made, key) if not check.holds]:
            raise ActRefused(failed)
        return made
