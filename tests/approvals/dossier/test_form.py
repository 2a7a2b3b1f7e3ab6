"""The first page is the approval form: one page of A4 whatever stands in it, and its words can be taken out."""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import reportlab
from django.utils import translation
from pypdf import PdfReader

from portal.approvals.dossier.reading import pages
from portal.approvals.dossier.typeset import MARGIN
from tests.regulation import chapter

from .conftest import KINDS, LONG, Made

pytestmark = pytest.mark.clause("D6")
A4 = (595, 842)
LABELS = (
    "信息发布审批表", "信息标题", "制作单位", "制作人及岗位", "发布栏目", "发文字号", "索引号", "成文日期", "公开属性",
    "信息分级", "审批路径及依据", "保密审查意见", "单位负责人意见", "分管厅领导意见", "发布时间", "发布地址", "备注",
)  # fmt: skip


def words(data: bytes, page: int | None = None) -> str:
    """The words of a page (or of all), without the ends of lines."""
    found = PdfReader(io.BytesIO(data)).pages
    return "".join(p.extract_text() for p in ([found[page]] if page is not None else found)).replace("\n", "")


def set_again(dossier: dict[str, Any]) -> bytes:
    with translation.override("zh-hans"):
        return pages(dossier, "0" * 64)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_every_field_of_the_form(dossiers, kind):
    first = words(dossiers[kind].data, 0)
    assert [label for label in LABELS if label not in first] == []
    assert dossiers[kind].number in first


def test_the_form_says_what_the_case_says(general):
    first, dossier = words(general.data, 0), general.dossier
    about = dossier["particulars"]
    for said in (
        dossier["case"]["title"], dossier["case"]["unit"]["name"], dossier["case"]["maker"]["name"], "政策文件",
        "岭自然资规〔2026〕8号", about["index_number"], about["formed_on"], "主动公开", "一般性信息", chapter("D7"),
        "不涉及国家秘密，可以公开。", "同意公开。", about["address"],
    ):  # fmt: skip
        assert said and said in first, said


def test_a_stand_in_is_named_as_one_beside_the_signature_and_in_the_remarks(general):
    opinion = next(o for o in general.dossier["opinions"] if o["stands_in_for"])
    assert opinion["stands_in_for"] != opinion["actor"]["name"] and opinion["capacity"].startswith("代")
    assert words(general.data, 0).count(f"代{opinion['stands_in_for']}") >= 2


def test_a_long_opinion_goes_on_behind_and_stands_there_whole(dossiers):
    made: Made = dossiers["important"]
    assert "全文见后附" in words(made.data, 0) and LONG not in words(made.data, 0)
    assert LONG in words(made.data)
    assert "同意，请按时公开。" in words(made.data, 0)


def test_an_earlier_round_is_a_remark_and_both_rounds_stand_behind(dossiers):
    made: Made = dossiers["returned"]
    assert "第 1 轮退回" in words(made.data, 0) and "第二段有错字" in words(made.data, 0)
    assert words(made.data).count("第二段有错字，请改正。") >= 2


def test_what_was_taken_down_says_so(dossiers):
    assert "附件误带坐标" in words(dossiers["taken_down"].data, 0)
    assert "公众目前看不到这一版本" in words(dossiers["taken_down"].data)


def test_a_case_that_is_still_waiting_has_no_publication(dossiers):
    assert dossiers["take_down"].dossier["publication"] is None
    assert "没有发布内容" in words(dossiers["take_down"].data)


# --- layout ------------------------------------------------------------------------------------------------------
def ink(data: bytes, page: int = 0) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
    """Size of a page in points, and the box of what is printed on it (left, top, right, bottom)."""
    with pypdfium2.PdfDocument(data) as document:
        shown = document[page]
        size = tuple(round(length) for length in shown.get_size())
        picture = shown.render(scale=1).to_pil().convert("L").point(lambda grey: 255 if grey < 200 else 0)
        box = picture.getbbox()
        shown.close()
    return size, box


@pytest.mark.parametrize("kind", KINDS)
def test_it_prints_on_a4_within_its_margins(dossiers, kind):
    size, (left, top, right, bottom) = ink(dossiers[kind].data)
    assert size == A4
    assert left >= MARGIN - 3 and right <= A4[0] - MARGIN + 3 and top >= MARGIN - 2 and bottom <= A4[1] - 20
    assert right - left > 480 and bottom - top > 600, "the frame fills the page"


def test_a_reader_of_another_make_opens_it_and_finds_the_attachment(general):
    with pypdfium2.PdfDocument(general.data) as document:
        assert document.count_attachments() == 1
        assert (
            bytes(document.get_attachment(0).get_data())
            == PdfReader(io.BytesIO(general.data)).attachments["dossier.json"][0]
        )


def opinion_at(desk: str, text: str, dossier: dict[str, Any]) -> dict[str, Any]:
    return {**dossier["opinions"][0], "desk": desk, "desk_words": desk, "text": text}


@pytest.mark.parametrize("letters", ["字", "W", "\n", "<&", "行\n", "𠮷", " "])
def test_whatever_stands_in_it_the_form_is_one_page(dossiers, letters):
    dossier = copy.deepcopy(dossiers["returned"].dossier)
    dossier["case"]["title"] = letters * 127
    dossier["case"]["reasons"] = [letters * 500] * 3
    dossier["particulars"] = dict.fromkeys(dossier["particulars"], letters * 120)
    dossier["opinions"] += [
        opinion_at(desk, letters * 1000, dossier)
        for desk in ("secrecy_reviewer", "office_ruling", "unit_head", "leader_in_charge", "publicity_head", "other")
    ]
    for opinion in dossier["opinions"]:
        opinion["round"] = dossier["case"]["round"]
    made = set_again(dossier)
    assert "备注" in words(made, 0) and "第 1 页" in words(made, 0) and "审批意见" in words(made, 1)


def test_verdicts_acts_and_fields_that_nobody_knew_show_in_their_own_words(general):
    dossier = copy.deepcopy(general.dossier)
    dossier["opinions"][0] |= {"verdict": "objected", "verdict_words": "objected", "text": "", "entered_for": "王某某"}
    dossier["entries"][0] |= {"act": "case.unheard_of", "data": {"ground": "三号理由"}}
    made = words(set_again(dossier))
    assert "objected" in made and "王某某" in made and "case.unheard_of" in made and "三号理由" in made


def test_a_font_of_the_departments_own_is_embedded(general, settings):
    path = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    settings.GONGKAI = {**settings.GONGKAI, "DOSSIER_FONT": str(path)}
    fonts = PdfReader(io.BytesIO(set_again(general.dossier))).pages[0]["/Resources"]["/Font"].values()
    assert any("/FontFile2" in font.get_object().get("/FontDescriptor", {}) for font in fonts)
