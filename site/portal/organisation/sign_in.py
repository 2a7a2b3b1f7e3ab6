"""The form at the door."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from .limits import Limit, address_of

# Of one account, so that nobody guesses its password from many places; of one address, so that nobody tries many.
WRONG_PASSWORDS = Limit("sign-in", 10, 900)
WRONG_PASSWORDS_OF_ADDRESS = Limit("sign-in-address", 100, 900)


class SignInForm(LoginForm):
    """Wagtail's form, with the label that it leaves to the field's English name, and an end to guessing."""

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        """Try the password, unless too many wrong ones were tried: then not even the right one is."""
        username = str(self.cleaned_data.get("username") or "").casefold()
        address = address_of(self.request) if self.request else ""
        # Taken before the password is looked at, else many at once would all be looked at.
        if not WRONG_PASSWORDS_OF_ADDRESS.take(address):
            raise ValidationError(_("Too many wrong passwords. Please try again in a quarter of an hour."))
        if not WRONG_PASSWORDS.take(username):
            WRONG_PASSWORDS_OF_ADDRESS.give_back(address)
            raise ValidationError(_("Too many wrong passwords. Please try again in a quarter of an hour."))
        cleaned: dict[str, Any] = super().clean()
        WRONG_PASSWORDS.give_back(username)
        WRONG_PASSWORDS_OF_ADDRESS.give_back(address)
        return cleaned
