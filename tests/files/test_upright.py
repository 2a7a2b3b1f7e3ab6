"""Photos of telephones stand upright in public, and tell nothing but what they show."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms, PngImagePlugin

from portal.files import services, upright
from portal.files.models import Image, sha256_of
from tests import factories

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
CAMERA = "Gongkai-Camera"


def drawn(width=240, height=120):
    """A red picture, blue at its left end."""
    picture = Pillow.new("RGB", (width, height), (220, 30, 30))
    picture.paste((30, 30, 220), (0, 0, width // 4, height))
    return picture


def photo(orientation=6, kind="JPEG", **said):
    """The bytes of a picture as a telephone writes it: on its side, with place and device."""
    exif = Pillow.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, CAMERA
    exif.get_ifd(GPS).update({1: "N", 2: (23.0, 7.0, 43.0), 3: "E", 4: (113.0, 15.0, 50.0)})
    target = io.BytesIO()
    drawn().save(target, kind, exif=exif, **said)
    return target.getvalue()


def is_blue(point):
    return point[2] > 150 and point[0] < 100


def opened(content):
    picture = Pillow.open(io.BytesIO(content))
    picture.load()
    return picture


def tells_nothing(content):
    picture = opened(content)
    return (
        not picture.getexif() and CAMERA.encode() not in content and b"Exif" not in content and b"eXIf" not in content
    )


@pytest.fixture
def liaison(db):
    return factories.staffed_unit("farmland").liaison


def test_the_photo_of_these_tests_lies_on_its_side_and_tells_its_place():
    picture = opened(photo())
    assert picture.size == (240, 120) and picture.getexif().get_ifd(GPS)[4] == (113.0, 15.0, 50.0)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_what_is_stored_stands_upright_and_so_does_every_rendition(liaison, kind):
    content = photo(kind={"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind])
    row = services.store(Image, f"photo.{kind}", content, liaison, title="山塘")
    row = Image.objects.get(pk=row.pk)
    assert (row.width, row.height) == (120, 240) and row.original_name == f"photo.{kind}"
    with row.file.open("rb") as file:
        stored = file.read()
    assert tells_nothing(stored) and row.file_size == len(stored) and row.sha256 == sha256_of(row.file)
    for spec in ("width-60", "fill-100x200", "max-80x80|format-jpeg", "original"):
        rendition = row.get_rendition(spec)
        with rendition.file.open("rb") as file:
            shown = file.read()
        picture = opened(shown).convert("RGB")
        middle = picture.width // 2
        assert (tells_nothing(shown) and rendition.height > rendition.width) or spec.startswith("max")
        assert is_blue(picture.getpixel((middle, 3))) and not is_blue(picture.getpixel((middle, picture.height - 4)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_lying_is_turned_as_its_note_says(orientation):
    from PIL import ImageOps

    content = photo(orientation)
    wanted, found = ImageOps.exif_transpose(opened(content)), opened(upright.alone(io.BytesIO(content)))
    assert found.size == wanted.size
    corners = [(4, 4), (found.width - 5, 4), (4, found.height - 5), (found.width - 5, found.height - 5)]
    assert [is_blue(found.getpixel(at)) for at in corners] == [is_blue(wanted.getpixel(at)) for at in corners]


def test_what_tells_nothing_stays_as_it_is_byte_for_byte(liaison):
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        target = io.BytesIO()
        drawn().save(target, kind)
        assert upright.alone(target) is None
    assert upright.alone(io.BytesIO(b"no picture")) is None


def test_words_beside_a_picture_go_and_its_colours_stay():
    words = PngImagePlugin.PngInfo()
    words.add_text("XML:com.adobe.xmp", "<gps>23.1</gps>")
    target = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    drawn().save(target, "PNG", pnginfo=words, icc_profile=profile)
    found = upright.alone(target)
    assert b"<gps>" not in found and opened(found).info["icc_profile"] == profile
    target = io.BytesIO()
    drawn().save(target, "JPEG", comment=b"23.1 N", xmp=b"<gps>23.1</gps>", icc_profile=profile)
    found = upright.alone(target)
    assert b"23.1" not in found and opened(found).info["icc_profile"] == profile


def test_what_moves_goes_on_moving():
    exif = Pillow.Exif()
    exif[MAKE] = CAMERA
    target = io.BytesIO()
    drawn().save(target, "WEBP", save_all=True, append_images=[Pillow.new("RGB", (240, 120))], exif=exif, duration=90)
    found = upright.alone(target)
    assert opened(found).n_frames == 2 and tells_nothing(found)


def test_a_note_that_cannot_be_read_is_taken_out_too():
    target = io.BytesIO()
    drawn().save(target, "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + CAMERA.encode())
    assert tells_nothing(upright.alone(target))


def test_a_picture_of_too_many_points_is_refused_at_the_field(liaison, monkeypatch):
    row = Image(title="山塘", file=ContentFile(photo(), name="photo.jpg"))
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(ValidationError):
        row.clean()


def test_a_photo_that_is_uploaded_in_the_admin_stands_upright(client, site):
    client.force_login(site.department.farmland.liaison)
    upload = ContentFile(photo(), name="photo.jpg")
    answer = client.post(reverse("wagtailimages:add_multiple"), {"title": "山塘", "files[]": upload})
    assert answer.json()["success"], answer.json()
    row = Image.objects.get(title="山塘")
    with row.file.open("rb") as file:
        assert tells_nothing(file.read()) and (row.width, row.height) == (120, 240)
