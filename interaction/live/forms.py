"""Forms: a question from the public, the announcement, a passage, a question's fate, the transcript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files import services as files
from portal.files.models import Image
from portal.organisation.models import Capacity, Post, User
from portal.theme.forms import FillInForm, TrappedForm

from . import services
from .models import Announcement, Interview, Passage, Transcript

_FILL_IN = {"required": _("Please fill in this field.")}
TIMES = ("starts_at", "ends_at", "questions_until")
PICTURE_TYPES = "image/jpeg,image/png,image/webp,image/gif"


class QuestionForm(FillInForm, TrappedForm):
    """A question for an interview."""

    text = forms.CharField(
        label=pgettext_lazy("interview", "Your question"),
        min_length=6,
        max_length=500,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("At most 500 characters."),
    )
    name = forms.CharField(
        label=_("How you want to be called"),
        max_length=20,
        required=False,
        help_text=_("It may be read out. You needn't give your name."),
    )


class _PictureForm(FillInForm, forms.ModelForm):
    """A form with a picture: uploaded here, kept as a private file, with words for those who don't see it."""

    picture_file = forms.FileField(
        label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": PICTURE_TYPES})
    )
    picture_text = forms.CharField(
        label=_("What the picture shows"), max_length=255, required=False, help_text=_("For those who can't see it.")
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.stored: Image | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload, said = data.get("picture_file"), data.get("picture_text", "")
        if upload and not said:
            self.add_error("picture_text", _("Please say what the picture shows."))
        elif upload and not self.errors:
            try:
                self.stored = files.store(
                    Image, upload.name, upload.read(), self.person, title=said[:255], description=said[:255]
                )
            except ValidationError as error:
                self.add_error("picture_file", error.messages)
        return data

    def save(self, commit: bool = True) -> Any:
        if self.stored is not None:
            self.instance.picture = self.stored
        self.instance.made_by = self.person
        return super().save(commit)


class SecureAddressField(forms.URLField):
    """An address, over https where nothing is said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class AnnouncementForm(_PictureForm):
    """A version of an announcement; text reviewer and recorder are people of the unit."""

    class Meta:
        model = Announcement
        fields = [
            "kind", "title", "summary", "guests", "starts_at", "ends_at", "questions_until", "text_reviewer",
            "recorder", "video_url", "note", "cancelled",
        ]  # fmt: skip
        field_classes = {"video_url": SecureAddressField}
        widgets = {
            **{name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M") for name in TIMES},
            "summary": forms.Textarea(attrs={"rows": 4}),
            "guests": forms.Textarea(attrs={"rows": 3}),
            "kind": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance.interview.unit.acting
        posts = Post.objects.not_ended(timezone.localdate()).filter(unit=unit)
        reviewers = posts.filter(capacity=Capacity.SECRECY_REVIEWER).values("person")
        people = User.objects.filter(is_active=True).order_by("full_name", "pk")
        for name, found in (("text_reviewer", reviewers), ("recorder", posts.values("person"))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people.filter(pk__in=found)
            field.empty_label = _("Choose a person")
        if not self.instance.interview.public:
            del self.fields["note"], self.fields["cancelled"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in TIMES:
            if (at := data.get(name)) and not timezone.now().year - 10 < at.year < timezone.now().year + 10:
                self.add_error(name, _("Please give a time within the next years."))
        for name, reason in services.order_problems(*(data.get(name) for name in TIMES)):
            self.add_error(name, reason)
        return data

    def save(self, commit: bool = True) -> Any:
        interview: Interview = self.instance.interview
        if interview.pk is None:
            self.instance.interview = services.new_interview(interview.unit)
        return super().save(commit)


class PassageForm(_PictureForm):
    """What is said now, as the recorder types it."""

    without_picture = forms.BooleanField(label=_("Without the picture"), required=False)

    class Meta:
        model = Passage
        fields = ["kind", "speaker", "text", "hides"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
            "speaker": forms.TextInput(attrs={"autocomplete": "off", "list": "speakers"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.corrects_id:
            del self.fields["hides"]
        if self.instance.picture is None:
            del self.fields["without_picture"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        nothing = not data.get("text") and not data.get("picture_file") and self.instance.picture is None
        if nothing and not self.instance.corrects_id and "text" not in self.errors:
            self.add_error("text", _("There is neither text nor picture."))
        return data

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("without_picture"):
            self.instance.picture = None
        return super().save(commit)


class TranscriptForm(FillInForm, forms.ModelForm):
    """The edited record, begun from what was released."""

    class Meta:
        model = Transcript
        fields = ["summary", "text"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 24}),
        }

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
