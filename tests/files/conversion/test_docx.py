"""Word documents: nothing of what they say is lost."""

from __future__ import annotations

import pytest

from portal.files.conversion import docx, facts
from portal.files.conversion.shapes import Paragraph, Picture, Table
from tests.files.conversion import making
from tests.files.conversion.making import paragraph, run


def words_of(reading) -> str:
    return "\n".join(line for block in reading.blocks for line in facts.lines_of(block))


def read(word: making.Word):
    return docx.read(word.content())


def assert_in_order(words: list[str], text: str) -> None:
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, f"{word} is not in its place"
        at = found + len(word)


@pytest.mark.parametrize("seed", range(30))
def test_every_word_cell_note_label_and_picture_of_a_document_is_found_again(seed):
    word = making.mixed(seed)
    reading = read(word)
    text = words_of(reading)
    assert_in_order(word.words, text)
    assert all(text.count(made) == 1 for made in word.words)
    for number, note in enumerate(word.notes, start=1):
        assert text.count(note) == 1 and f"[{number}]" in text
    assert all(f"{label}{labelled}" in text.replace(" ", "") for label, labelled in word.labels)
    tables = [block for block in reading.blocks if isinstance(block, Table)]
    assert [[(m.row, m.column, m.rowspan, m.colspan) for m in table.merges] for table in tables] == word.merges
    assert sum(isinstance(block, Picture) for block in reading.blocks) == word.pictures == len(reading.pictures)
    assert not reading.losses


def test_notes_stand_behind_the_text_with_the_number_of_their_call():
    word = making.Word()
    word.noted("endnote")
    word.noted()
    text = words_of(read(word))
    assert_in_order([*word.words, "注释", f"[1] {word.notes[0]}", f"[2] {word.notes[1]}"], text)
    assert f"{word.words[0]}[1]{word.words[1]}" in text


def test_levels_of_numbering_restart_below_a_new_number():
    word = making.Word()
    for label, depth in (
        ("一、", 0),
        ("（一）", 1),
        ("1.", 2),
        ("(1)", 3),
        ("2.", 2),
        ("（二）", 1),
        ("1.", 2),
        ("二、", 0),
        ("（一）", 1),
    ):
        word.numbered(label, depth)
    word.numbered("③", list_id=making.CIRCLE)
    word.numbered("④", list_id=making.CIRCLE)
    text = words_of(read(word)).replace(" ", "")
    assert_in_order([f"{label}{made}" for label, made in word.labels], text)


def test_bullets_become_items():
    word = making.Word()
    word.numbered("", list_id=making.BULLET)
    assert [block.bullet for block in read(word).blocks] == [True]


def test_tracked_insertions_stay_and_deletions_are_left_out_and_said():
    gone = '<w:del w:id="2"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
    xml = f'{run("甲")}<w:ins w:id="1">{run("添")}</w:ins>{gone}{run("乙")}'
    reading = docx.read(making.minimal(paragraph(xml)))
    assert words_of(reading) == "甲添乙"
    assert {(loss.code, loss.detail) for loss in reading.losses} == {("inserted", "1"), ("deleted", "删去的")}


def test_deleted_rows_and_moved_text_are_left_out_and_said():
    other = f"<w:tc>{paragraph(run('乙'))}</w:tc>"
    kept = f"<w:tr><w:tc>{paragraph(run('留'))}</w:tc>{other}</w:tr>"
    gone = f'<w:tr><w:trPr><w:del w:id="3"/></w:trPr><w:tc>{paragraph(run("去"))}</w:tc>{other}</w:tr>'
    table = f"<w:tbl>{kept}{gone}</w:tbl>"
    moved = f'<w:moveFrom w:id="4">{run("旧处")}</w:moveFrom><w:moveTo w:id="5">{run("新处")}</w:moveTo>'
    reading = docx.read(making.minimal(table, paragraph(moved)))
    assert "去" not in words_of(reading) and "旧处" not in words_of(reading) and "新处" in words_of(reading)
    assert [loss.detail for loss in reading.losses if loss.code == "deleted"] == ["去乙", "旧处"]


def test_hidden_text_is_left_out_and_said():
    reading = docx.read(making.minimal(paragraph(run("甲") + run("内部掌握", "<w:vanish/>") + run("乙"))))
    assert words_of(reading) == "甲乙"
    assert [(loss.code, loss.detail) for loss in reading.losses] == [("hidden", "内部掌握")]


def test_text_boxes_are_read_once_although_they_stand_there_twice():
    box = f"<w:txbxContent>{paragraph(run('框内文字'))}</w:txbxContent>"
    xml = (
        f'{run("框外")}<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert words_of(docx.read(making.minimal(paragraph(xml)))) == "框外\n框内文字"


def test_fields_show_their_result_and_not_their_instruction():
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> PAGEREF _Toc1 </w:instrText></w:r>"
    xml = run("见第") + mark("begin") + code + mark("separate") + run("3") + mark("end") + run("页")
    broken = run("前") + mark("begin") + run("后")
    assert words_of(docx.read(making.minimal(paragraph(xml), paragraph(broken), "再后"))) == "见第3页\n前后\n再后"


def test_content_controls_links_and_smart_tags_lose_nothing():
    word = making.Word()
    key = word.relate("hyperlink", "https://example.org/a?b=1&c=2", external=True)
    bad = word.relate("hyperlink", "javascript:alert(1)", external=True)
    word.add(
        f"<w:sdt><w:sdtContent>{paragraph(word.text(1))}</w:sdtContent></w:sdt>"
        + paragraph(f'<w:smartTag>{word.text(1)}</w:smartTag><w:hyperlink r:id="{key}">{word.text(1)}</w:hyperlink>')
        + paragraph(f'<w:hyperlink r:id="{bad}">{word.text(1)}</w:hyperlink><w:fldSimple>{word.text(1)}</w:fldSimple>')
    )
    reading = read(word)
    assert_in_order(word.words, words_of(reading))
    html = "".join(block.html for block in reading.blocks)
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html and "javascript" not in html
    assert [loss.code for loss in reading.losses] == ["link"]


def test_headings_marks_and_special_signs():
    xml = (
        run("m")
        + run("2", '<w:vertAlign w:val="superscript"/>')
        + "<w:r><w:tab/><w:t>a&lt;b</w:t><w:br/><w:noBreakHyphen/></w:r>"
    )
    xml += '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("粗", "<w:b/>")
    block = docx.read(making.minimal(paragraph(xml, '<w:outlineLvl w:val="1"/>'))).blocks[0]
    assert block == Paragraph("m<sup>2</sup>\u3000a&lt;b<br/>-☑<strong>粗</strong>", level=4)


def test_formulas_are_written_in_a_line_and_said():
    xml = run("式") + "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    reading = docx.read(making.minimal(paragraph(xml)))
    assert words_of(reading) == "式x=1" and [loss.code for loss in reading.losses] == ["formula"]


def test_ruby_keeps_base_and_reading():
    xml = f"<w:r><w:ruby><w:rt>{run('guī')}</w:rt><w:rubyBase>{run('龟')}</w:rubyBase></w:ruby></w:r>"
    assert words_of(docx.read(making.minimal(paragraph(xml)))) == "龟（guī）"


def test_nested_tables_are_written_into_their_cell_and_said():
    word = making.Word()
    inner = f"<w:tbl><w:tr>{word.cell()}{word.cell()}</w:tr></w:tbl>"
    word.add(f"<w:tbl><w:tr>{word.cell(inside=inner)}{word.cell()}</w:tr><w:tr>{word.cell(2)}</w:tr></w:tbl>")
    reading = read(word)
    assert_in_order(word.words, words_of(reading))
    assert [loss.code for loss in reading.losses] == ["nested_table"]


def test_a_table_that_only_frames_gives_its_contents():
    word = making.Word()
    word.add(f"<w:tbl><w:tr>{word.cell()}</w:tr></w:tbl>")
    assert [type(block) for block in read(word).blocks] == [Paragraph]


def test_words_under_a_merged_cell_go_into_it():
    word = making.Word()
    word.add(
        f"<w:tbl><w:tr>{word.cell(down='start')}{word.cell()}</w:tr><w:tr>{word.cell(down='on')}{word.cell()}</w:tr></w:tbl>"
    )
    table = read(word).blocks[0]
    assert table.rows[0][0] == f"{word.words[0]}\n{word.words[2]}" and table.rows[1][0] == ""


def test_a_row_that_begins_later_stays_in_its_columns():
    word = making.Word()
    later = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{word.cell()}</w:tr>'
    word.add(f"<w:tbl><w:tr>{word.cell()}{word.cell()}{word.cell()}</w:tr>{later}</w:tbl>")
    assert read(word).blocks[0].rows[1] == ("", "", word.words[0])


def test_pictures_in_cells_follow_the_table_with_a_mark_where_they_stood():
    word = making.Word()
    word.add(f"<w:tbl><w:tr>{word.cell(inside=paragraph(word.drawing()))}{word.cell()}</w:tr></w:tbl>")
    reading = read(word)
    assert [type(block) for block in reading.blocks] == [Table, Picture]
    assert "［图1］" in reading.blocks[0].rows[0][0] and [loss.code for loss in reading.losses] == ["cell_picture"]


def test_what_was_cropped_away_stays_away():
    word = making.Word()
    word.picture(content=making.png("red", (100, 40)), crop='<a:srcRect l="50000" b="25000"/>', alt="界址图")
    reading = read(word)
    with making.Image.open(making.io.BytesIO(reading.pictures["p1"].content)) as picture:
        assert picture.size == (50, 30)
    assert reading.blocks[-1] == Picture("p1", "界址图")


def test_pictures_that_no_browser_shows_are_said():
    word = making.Word()
    word.picture(content=b"\x01\x00\x00\x00 EMF")
    reading = read(word)
    assert not reading.pictures and [(loss.code, loss.detail) for loss in reading.losses] == [("picture", "image1.png")]


def test_a_picture_outside_the_file_is_never_fetched():
    word = making.Word()
    key = word.relate("image", "http://192.0.2.1/spy.png", external=True)
    word.add(paragraph(run("文") + f'<w:r><w:drawing><a:blip r:link="{key}"/></w:drawing></w:r>'))
    assert [loss.code for loss in read(word).losses] == ["linked_picture"]


def test_headers_comments_and_embedded_files():
    word = making.Word()
    word.files["word/header1.xml"] = f'<w:hdr xmlns:w="{making.W}">{paragraph(run("内部资料"))}</w:hdr>'.encode()
    word.relate("header", "header1.xml")
    word.files["word/embeddings/x.xlsx"] = b"PK\x03\x04sheet"
    key = word.relate("package", "embeddings/x.xlsx")
    ole = f'<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="{key}"/></w:object></w:r>'
    word.add(paragraph(run("文") + '<w:r><w:commentReference w:id="0"/></w:r>' + ole))
    reading = read(word)
    assert [(file.name, file.content) for file in reading.embedded] == [("1.xlsx", b"PK\x03\x04sheet")]
    assert {(loss.code, loss.detail) for loss in reading.losses} == {("header", "内部资料"), ("comment", "1")}


def test_words_of_a_chart_stay():
    word = making.Word()
    chart = '<c:chart xmlns:c="c" xmlns:a="a"><a:t>供地面积</a:t><c:v>12</c:v></c:chart>'
    word.files["word/charts/chart1.xml"] = chart.encode()
    key = word.relate("chart", "charts/chart1.xml")
    word.add(paragraph(f'<w:r><w:drawing><c:chart r:id="{key}"/></w:drawing></w:r>'))
    reading = read(word)
    assert words_of(reading) == "供地面积\n12" and [loss.code for loss in reading.losses] == ["chart"]


def test_a_frame_with_a_picture_loses_nothing_and_says_nothing():
    word = making.Word()
    word.add(f"<w:tbl><w:tr>{word.cell(inside=paragraph(word.drawing()))}</w:tr></w:tbl>")
    reading = read(word)
    assert [type(block) for block in reading.blocks] == [Picture, Paragraph] and not reading.losses
