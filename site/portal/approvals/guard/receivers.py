"""Triggers are made anew after every migrate."""

from __future__ import annotations

from . import triggers


def install_after_migrate(sender, using: str = "default", **kwargs) -> None:
    triggers.install(using)
