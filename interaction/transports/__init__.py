"""How messages travel: signed JSON over HTTP, a watched folder, or files in the hands of the document window."""

from django.utils.translation import gettext_lazy as _

from portal.addons.types import Transport

from . import folder, hand, http

TRANSPORTS = [
    Transport("hand", _("files carried by hand"), hand.ByHand),
    Transport("http", _("signed JSON over HTTP"), http.Http, ("url", "key_id")),
    Transport("folder", _("a watched folder"), folder.Folder, ("folder", "file_format")),
]
