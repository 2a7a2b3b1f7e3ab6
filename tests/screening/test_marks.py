from dataclasses import replace

import pytest

from portal.screening.detectors import marks
from portal.screening.pages import Line
from tests.screening.drawing import line


@pytest.mark.clause("O1")
@pytest.mark.parametrize(
    "text",
    [
        "机密★1年",
        "秘密★十年",
        "绝密★长期",
        "秘密★启用前",
        "机密 ★ 6个月",
        "内部资料 注意保存",
        "内部文件，不得外传",
        "工作秘密",
    ],
)
def test_markings_on_lines_of_their_own(text):
    assert [found.kind for found in marks.secrecy([line(text, 0.05, right=0.3)], 1)] == ["secrecy_mark"]


@pytest.mark.parametrize(
    "text",
    [
        "标注“机密★1年”字样",
        "国家秘密分为绝密、机密、秘密三级。",
        "机密文件管理办法",
        "保守国家秘密是公民的义务",
        "内部控制",
        "内部资料管理办法",
    ],
)
def test_text_about_secrecy_is_no_marking(text):
    assert marks.secrecy([line(text, 0.05, right=0.3)], 1) == []


def test_a_bare_word_is_a_marking_at_the_top_only():
    assert marks.secrecy([line("机 密", 0.05, right=0.25)], 1)
    assert marks.secrecy([line("秘密", 0.6, right=0.25)], 1) == []
    assert marks.secrecy([Line("秘密", where="Sheet1!B3")], 1) == []


def test_the_end_of_a_paragraph_is_running_text():
    above = line("各单位应当在首页左上角标注密级和保密期限，例如", 0.30, left=0.12, right=0.88)
    assert marks.secrecy([above, line("机密★10年", 0.32, left=0.12, right=0.3)], 1) == []


@pytest.mark.clause("D10")
@pytest.mark.parametrize(
    "text",
    [
        "请王明同志阅处。",
        "同意。李国 3月5日",
        "批示：同意，请抓紧落实。",
        "主要领导批示：请高局长牵头研究，务必高度重视，程永福 6月6日",
        "请规划科牵头研究提出意见，请研处",
        "已阅，请认真落实。周平 2024.6.12",
        "拟同意。张华 5月8日",
    ],
)
def test_instructions_of_leaders(text):
    assert [found.kind for found in marks.instructions([Line(text)], 1)] == ["instruction"]


@pytest.mark.parametrize(
    "text",
    [
        "妥否，请批示。",
        "按照省领导批示精神，认真抓好落实。",
        "请各单位于3月5日前报送。",
        "同意申请人的请求",
        "李明同志任局长。",
        "领导批示：",
    ],
)
def test_text_about_instructions_is_none(text):
    assert marks.instructions([Line(text)], 1) == []


@pytest.mark.clause("D10")
def test_a_verdict_signed_on_the_next_line():
    assert [found.kind for found in marks.instructions([Line("此件很好，请转发各县区。"), Line("朱文 3月4日")], 1)] == [
        "instruction"
    ]
    assert marks.instructions([Line("请各单位按时报送。"), Line("清江县民政局"), Line("2024年3月4日")], 1) == []


@pytest.mark.clause("D10")
def test_a_verdict_read_from_handwriting_whose_day_stands_apart():
    verdict, day = line("请马主任竞示。", 0.1), line("平12月15日", 0.14)
    assert marks.instructions([verdict, day], 1)
    assert marks.instructions([Line("请各单位报送。"), Line("12月15日")], 1) == []


@pytest.mark.clause("D10")
def test_what_stands_indented_below_a_long_line_is_not_its_end():
    above = line("全面开展隐患排查，对发现的风险点逐一登记造册", 0.30, left=0.13, right=0.88)
    verdict, name = line("请办公室认真研究，提出意见。", 0.32, left=0.28), line("林立新4月9日", 0.34, left=0.43)
    assert marks.instructions([above, verdict, name], 1)
    flush = [replace(item, box=(0.13, item.box[1], 0.5, item.box[3])) for item in (verdict, name)]
    assert marks.instructions([above, *flush], 1) == []
