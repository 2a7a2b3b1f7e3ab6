"""The request of somebody who has signed in."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class StaffRequest(HttpRequest):
    """What views behind the admin's sign-in get: the person is one of the department, never anonymous."""

    user: User
