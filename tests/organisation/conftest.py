"""The department, and what its registers are asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse


@pytest.fixture
def register() -> Callable[..., str]:
    """Return a function that gives the address of a register's page."""

    def address(model: str, action: str = "index", *args: int) -> str:
        return reverse(f"organisation_{model}_modeladmin_{action}", args=args)

    return address


@pytest.fixture
def as_person(db) -> Callable[..., Client]:
    """Return a function that signs somebody in."""

    def sign_in(person) -> Client:
        client = Client()
        client.force_login(person, backend="portal.organisation.backends.PostBackend")
        return client

    return sign_in
