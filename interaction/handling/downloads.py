"""Files for people to keep: whatever is in them, no browser shows or runs them here."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse


def attachment(name: str, content: bytes) -> HttpResponse:
    """Return content as a download of unknown type, which no browser opens by itself."""
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')[-100:] or "file"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(plain)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
