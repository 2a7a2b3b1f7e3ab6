"""Pictures and documents. A stored file never changes: replacing makes a new row. Nothing is public by itself."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from . import kinds, upright


def sha256_of(file) -> str:
    """Return the SHA-256 (hex) of an open or closed Django file, leaving it as it was, at its start."""
    digest = hashlib.sha256()
    was_closed = file.closed
    file.open("rb") if was_closed else file.seek(0)
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    file.close() if was_closed else file.seek(0)
    return digest.hexdigest()


class ImmutableFile(models.Model):
    """Gives a file row its SHA-256 at the first save and refuses any other file afterwards."""

    # Fields of the Wagtail model that stands beside this one.
    file: Any
    title: Any

    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False, blank=True)
    original_name = models.CharField(_("original name"), max_length=255, editable=False, blank=True)
    # As in Wagtail's abstract models, but without the reverse names that its own concrete models take already.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail's own mark

    class Meta:
        abstract = True

    def _stored_name(self) -> str | None:
        rows: Any = type(self)._base_manager
        return rows.filter(pk=self.pk).values_list("file", flat=True).first() if self.pk else None

    def clean(self) -> None:
        """Refuse a forbidden kind, an oversized file, content that isn't of its kind, and a replaced file."""
        super().clean()
        if not self.file:
            return
        stored = self._stored_name()
        if stored and stored != self.file.name:
            self.file = stored  # what is shown with the message is what is stored
            raise ValidationError({"file": _("A file can't be replaced: upload the new one as a new file.")})
        if not stored and (problem := kinds.problem(self.file)):
            raise ValidationError({"file": problem})

    def save(self, *args, **kwargs) -> None:
        stored = self._stored_name()
        if stored and stored != self.file.name:
            raise ValidationError({"file": _("A file can't be replaced: upload the new one as a new file.")})
        if not stored and self.file:
            self.original_name = self.original_name or PurePosixPath(self.file.name).name[:255]
            self.sha256 = sha256_of(self.file)
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        """The name that people see: the title, with the file's extension where the title lacks it."""
        extension = PurePosixPath(self.original_name or self.file.name).suffix
        return self.title if self.title.lower().endswith(extension.lower()) else f"{self.title}{extension}"


class Image(ImmutableFile, AbstractImage):
    """A picture. Its alternative text is what a screen reader says."""

    tags = TaggableManager(blank=True, related_name="portal_images", help_text=None, verbose_name=_("tags"))

    admin_form_fields = ("title", "file", "description", "focal_point_x", "focal_point_y", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Beside what holds of every file: a new picture is turned upright, and freed of what its camera wrote."""
        super().clean()
        self._stand_alone()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._stand_alone()
        super().save(*args, **kwargs)

    def _stand_alone(self) -> None:
        """Take the picture alone, before it is stored: what is stored never changes."""
        if not self.file or self._stored_name():
            return
        content = upright.alone(self.file)
        if content is not None:
            self.file = ContentFile(content, name=self.file.name)
            self._set_image_file_metadata()


class Rendition(AbstractRendition):
    """A scaled picture: as public as the picture it was made from."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Document(ImmutableFile, AbstractDocument):
    """A file to read or download. ``text`` is what search and screening read in it."""

    class TextState(models.TextChoices):
        PENDING = "pending", _("not read yet")
        DONE = "done", _("read")
        FAILED = "failed", _("could not be read")

    tags = TaggableManager(blank=True, related_name="portal_documents", help_text=None, verbose_name=_("tags"))
    text = models.TextField(_("text"), blank=True, editable=False)
    text_state = models.CharField(
        _("reading"), max_length=8, choices=TextState, default=TextState.PENDING, editable=False
    )

    never_public = models.BooleanField(
        _("never public"), default=False, editable=False, help_text=_("Kept for comparison with what was made of it.")
    )

    case_only = models.BooleanField(
        _("of a case only"), default=False, editable=False, help_text=_("Shown to those who may see the case, only.")
    )

    admin_form_fields = ("title", "file", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document file")
        verbose_name_plural = _("document files")
        permissions = [("choose_document", "Can choose document")]

    def __str__(self) -> str:
        return self.title

    @property
    def filename(self) -> str:
        return self.display_name

    @property
    def url(self) -> str:
        return self.file.url


class PublicFile(models.Model):
    """A file that the public may fetch, because something approved shows it. Written and removed only by cases."""

    file_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    file_id = models.PositiveBigIntegerField()
    subject = models.CharField(max_length=80, help_text=_("What shows the file, as kind:id."))
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_type", "file_id", "subject"], name="public_file_once")]
        indexes = [models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.subject} → {self.file_type_id}:{self.file_id}"
