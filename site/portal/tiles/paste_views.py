"""What was copied in Word or WPS becomes tiles: the editor's script sends it here and inserts the answer."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.files import services as files
from portal.files.conversion import pasted
from portal.files.conversion.words import sentences
from portal.files.models import Image

from .blocks import TileStreamBlock
from .converted import tiles_of


@require_POST
def pasted_tiles(request: HttpRequest) -> JsonResponse:
    """Return ``tiles`` in the form that the editor's stream inserts, and ``losses`` as sentences.

    The HTML comes as a file, as it may hold pictures; they are kept as private files of the person's. 400 where it is
    longer than can be read.
    """
    if not request.user.has_perm("files.add_image"):
        raise PermissionDenied
    file = request.FILES.get("html")
    if file is None or (file.size or 0) > pasted.MAX_BYTES:
        return JsonResponse({"error": _("This is too much at once: paste it in parts.")}, status=400)
    found = pasted.read(file.read().decode("utf-8", "replace"))
    with transaction.atomic():
        images = {
            key: files.store(Image, file.name, file.content, request.user, title=_("Pasted picture")).pk
            for key, file in found.pictures.items()
        }
    block = TileStreamBlock(scope="page")
    stream = block.to_python(tiles_of(found.blocks, images))
    return JsonResponse({"tiles": block.get_form_state(stream), "losses": sentences(found.losses)})
