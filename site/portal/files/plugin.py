"""What files register at the extension points."""

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import Job

from . import jobs as files_jobs


@hookimpl
def jobs() -> list[Job]:
    return [Job("files.read_text", files_jobs.read_text, _("Read the text of a file"), slow=True)]
