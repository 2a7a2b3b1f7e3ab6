"""Where uploads lie: outside every web server's reach; the only way to them is the view that asks who may see."""

from __future__ import annotations

from pathlib import PurePosixPath
from secrets import token_urlsafe

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files under MEDIA_ROOT with unguessable, never reused names; ``url`` leads to the serving view."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Always add a random part: a replaced file never takes an old address."""
        path = PurePosixPath(name)
        unique = str(path.with_name(f"{token_urlsafe(9)}{path.suffix.lower()}"))
        return super().get_available_name(unique, max_length=max_length)
