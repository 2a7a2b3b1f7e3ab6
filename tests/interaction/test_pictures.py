"""Pictures are drawn anew within bounds of memory, one at a time."""

import io
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from interaction import pictures, uploads


def sent(kind: str, mode: str = "RGB", size=(40, 24), **options) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new(mode, size).save(content, kind, **options)
    return SimpleUploadedFile(f"a.{kind.lower()}", content.getvalue())


def kept(file: SimpleUploadedFile) -> Image.Image:
    uploads.validate(file)
    _name, content = uploads.kept(file)
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "mode", "kept_mode"),
    [
        ("PNG", "1", "1"), ("PNG", "L", "L"), ("PNG", "LA", "RGBA"), ("PNG", "P", "RGB"), ("PNG", "RGB", "RGB"),
        ("PNG", "RGBA", "RGBA"), ("PNG", "I;16", "I;16"), ("JPEG", "L", "L"), ("JPEG", "RGB", "RGB"),
        ("JPEG", "CMYK", "RGB"),
    ],
)  # fmt: skip
def test_grey_stays_grey_and_every_picture_is_taken(kind, mode, kept_mode):
    found = kept(sent(kind, mode))
    assert (found.format, found.mode, found.size) == (kind, kept_mode, (40, 24))


def test_what_shines_through_still_does():
    assert kept(sent("PNG", "P", transparency=0)).getpixel((0, 0))[3] == 0
    assert kept(sent("PNG", "L", transparency=0)).getpixel((0, 0))[3] == 0


def test_nothing_but_the_picture_is_kept():
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "planted")
    hidden = {"pnginfo": said, "icc_profile": b"planted" * 30}
    for file in (sent("PNG", **hidden), sent("JPEG", comment=b"planted", icc_profile=b"planted" * 30)):
        _name, content = uploads.kept(file)
        assert b"planted" not in content and b"Comment" not in content
        assert Image.open(io.BytesIO(content)).info.get("icc_profile") is None


def test_a_photo_of_many_megapixels_is_read_smaller(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 40 * 24 * 4 // 4)
    assert kept(sent("JPEG")).size == (20, 12)
    monkeypatch.setattr(pictures, "MOST_BYTES", 40 * 24 * 4 // 5)
    assert kept(sent("JPEG")).size == (10, 6)
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    with pytest.raises(ValidationError):
        uploads.validate(sent("JPEG"))


def test_what_cannot_be_read_smaller_is_refused_by_the_memory_it_takes(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 40 * 24)
    assert kept(sent("PNG", "L")).size == (40, 24)
    for file in (sent("PNG", "RGB"), sent("PNG", "P"), sent("JPEG", progressive=True)):
        with pytest.raises(ValidationError):
            uploads.validate(file)
        with pytest.raises(ValidationError):
            uploads.kept(file)


def test_a_progressive_photo_has_fewer_points(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PROGRESSIVE", 40 * 24 - 1)
    with pytest.raises(ValidationError):
        uploads.validate(sent("JPEG", progressive=True))
    uploads.validate(sent("JPEG"))


def test_one_picture_is_drawn_at_a_time(monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.05)
    drawing, done, found = threading.Event(), threading.Event(), []
    draw = pictures._drawn

    def slowly(picture, kind):
        drawing.set()
        done.wait(10)
        return draw(picture, kind)

    monkeypatch.setattr(pictures, "_drawn", slowly)
    first = threading.Thread(target=lambda: found.append(uploads.kept(sent("PNG"))))
    first.start()
    assert drawing.wait(10)
    with pytest.raises(ValidationError, match="图片"):
        uploads.kept(sent("PNG"))
    done.set()
    first.join(10)
    assert found and uploads.kept(sent("PNG"))  # the turn is free again, after a broken one too
    with pytest.raises(ValidationError):
        uploads.kept(SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n broken"))
    assert uploads.kept(sent("PNG"))
