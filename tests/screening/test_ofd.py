import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.screening.kinds import Unreadable
from portal.screening.reading import ofd as reader
from tests.screening.drawing import RED, archive, ofd, png

TEXT = (
    '<ofd:TextObject Boundary="30 40 150 15" Size="15"><ofd:FillColor Value="220 20 20"/>'
    "<ofd:TextCode>岭南市自然资源局文件</ofd:TextCode></ofd:TextObject>"
)


def pages(content: bytes):
    return list(reader.read(content, "a.ofd"))


def test_text_has_place_size_and_colour():
    [page] = pages(ofd(TEXT))
    [line] = page.lines
    assert (line.text, line.colour) == ("岭南市自然资源局文件", (220, 20, 20))
    assert line.box == pytest.approx((30 / 210, 40 / 297, 180 / 210, 55 / 297))


def test_pictures_and_lines_are_drawn():
    objects = (
        '<ofd:ImageObject Boundary="100 200 40 40" ResourceID="9"/>'
        '<ofd:PathObject Boundary="20 75 170 1" LineWidth="1"><ofd:StrokeColor Value="220 20 20"/>'
        "<ofd:AbbreviatedData>M 0 0 L 85 0 B 90 0 100 0 170 0</ofd:AbbreviatedData></ofd:PathObject>"
    )
    resource = '<ofd:MultiMedia ID="9"><ofd:MediaFile>s.png</ofd:MediaFile></ofd:MultiMedia>'
    [page] = pages(ofd(objects, resource, Doc_0__Res__s_dot_png=png(Image.new("RGB", (50, 50), RED))))
    picture = page.views[0].picture
    height, width = picture.shape[:2]
    assert tuple(picture[int(220 / 297 * height), int(120 / 210 * width)]) == RED
    row = picture[int(75 / 297 * height) - 1 : int(75 / 297 * height) + 2].astype(int)
    assert (np.abs(row - (220, 20, 20)).sum(axis=2).min(axis=0)[int(0.12 * width) : int(0.88 * width)] < 20).all()


def test_a_signature_with_a_stamp_is_a_seal_and_is_shown():
    sign = (
        '<ofd:Signature xmlns:ofd="x"><ofd:SignedInfo>'
        '<ofd:StampAnnot PageRef="1" Boundary="120 220 42 42"/></ofd:SignedInfo>'
        "<ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    )
    value = b"\x30\x82asn1" + png(Image.new("RGB", (50, 50), RED)) + b"tail"
    content = ofd(TEXT, Doc_0__Signs__Sign_0__Signature_dot_xml=sign, Doc_0__Signs__Sign_0__SignedValue_dot_dat=value)
    [page] = pages(content)
    [(box, _words)] = page.seals
    assert box == pytest.approx((120 / 210, 220 / 297, 162 / 210, 262 / 297))
    picture = page.views[0].picture
    assert tuple(picture[int(240 / 297 * picture.shape[0]), int(140 / 210 * picture.shape[1])]) == RED


@pytest.mark.parametrize(
    "members", [{"a": b""}, {"OFD.xml": "<OFD><DocRoot>x.xml</DocRoot></OFD>"}, {"OFD.xml": "<OFD/>"}]
)
def test_what_is_no_ofd_is_told(members):
    with pytest.raises(Unreadable):
        pages(archive(members))


@settings(deadline=None)
@given(st.text(alphabet="MLBQACS0123456789.- ", max_size=60))
def test_any_path_is_drawn_or_left(data):
    path = f'<ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    assert len(pages(ofd(path))) == 1


def test_a_page_with_too_many_objects_or_a_broken_picture_says_so(monkeypatch):
    assert pages(ofd(TEXT))[0].unseen == []
    picture = '<ofd:ImageObject Boundary="100 200 40 40" ResourceID="9"/>'
    resource = '<ofd:MultiMedia ID="9"><ofd:MediaFile>s.png</ofd:MediaFile></ofd:MultiMedia>'
    assert len(pages(ofd(picture, resource, Doc_0__Res__s_dot_png=b"junk"))[0].unseen) == 1
    monkeypatch.setattr(reader, "MAX_OBJECTS", 1)
    assert len(pages(ofd(TEXT))[0].unseen) == 1
