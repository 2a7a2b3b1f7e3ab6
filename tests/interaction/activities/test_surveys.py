"""Survey questions: kinds, branching, what is required, counting (clause S2)."""

import pytest

from interaction.activities import exports, results, surveys
from interaction.activities.models import Entry
from interaction.activities.surveys import Question

from .conftest import QUESTIONS, device, page_of

pytestmark = pytest.mark.clause("S2")

FILLED = {
    "q_q1": "0", "q_q2": ["0", "2"], "q_q3": "5", "q_q4_0": "4", "q_q4_1": "5", "q_q5": "12", "q_q6": "窗口再多一些",
}  # fmt: skip


def questions():
    return [
        Question(**{**row, "options": tuple(row.get("options", ())), "rows": tuple(row.get("rows", ()))})
        for row in QUESTIONS
    ]


def test_answers_are_read_by_kind():
    answers, errors = surveys.clean(questions(), FILLED)
    assert not errors
    assert answers == {"q1": 0, "q2": [0, 2], "q3": 5, "q4": [4, 5], "q5": 12, "q6": "窗口再多一些"}


def test_what_is_asked_of_others_is_left_out_and_not_required():
    answers, errors = surveys.clean(questions(), FILLED | {"q_q1": "1"})
    assert not errors and "q2" not in answers
    _answers, errors = surveys.clean(questions(), FILLED | {"q_q2": []})
    assert set(errors) == {"q_q2"}


@pytest.mark.parametrize("left_out", ["q_q1", "q_q3"])
def test_required_questions_are_answered(left_out):
    _answers, errors = surveys.clean(questions(), FILLED | {left_out: ""})
    assert left_out in errors


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"kind": "one", "options": ("甲",)}, True),
        ({"kind": "one", "options": ("甲", "甲")}, True),
        ({"kind": "matrix"}, True),
        ({"kind": "scale", "low": 1, "high": 20}, True),
        ({"kind": "number", "low": 5, "high": 1}, True),
        ({"kind": "text", "when": {"question": "q9", "options": [0]}}, True),
        ({"kind": "text", "when": {"question": "q0", "options": [7]}}, True),
        ({"kind": "text", "when": {"question": "q0", "options": [1]}}, False),
        ({"kind": "text"}, False),
    ],
)
def test_a_wrong_question_is_said(change, wrong):
    first = Question("q0", "one", "甲？", options=("是", "否"))
    assert bool(surveys.problems([first, Question("q1", text="乙？", **change)])) == wrong


def test_counting():
    sheets = [
        {"q1": 0, "q2": [0, 1], "q3": 5, "q4": [5, None], "q5": 10},
        {"q1": 0, "q2": [1], "q3": 4, "q4": [3, 2], "q5": 30},
        {"q1": 1, "q3": 5, "q6": True},
    ]
    one, several, scale, matrix, number, text = surveys.tally(questions(), sheets)
    assert one.rows == [("办过", 2, 2 / 3), ("没有办过", 1, 1 / 3)]
    assert several.given == 2 and several.rows[1] == ("网上", 2, 1.0)
    assert scale.average == 4.67 and scale.rows[-1][1] == 2
    assert matrix.table == [
        {"row": "态度", "counts": [0, 0, 1, 0, 1], "average": 4.0},
        {"row": "效率", "counts": [0, 1, 0, 0, 0], "average": 2.0},
    ]
    assert number.average == 20.0 and sum(row[1] for row in number.rows) == 2
    assert text.given == 1 and not text.rows


def test_a_sheet_is_filled_in_once_from_a_device(make):
    survey, mine = make("survey"), device()
    page = mine.get(page_of(survey)).content.decode()
    assert "等候几分钟？" in page and "仅在第 1 题选择以下选项时作答：办过" in page
    missing = mine.post(page_of(survey), {"q_q1": "0"})
    assert missing.status_code == 422 and "请回答此题" in missing.content.decode()
    assert mine.post(page_of(survey), FILLED, follow=True).context["entry"].number
    assert mine.post(page_of(survey), FILLED).status_code == 422
    entry = Entry.objects.get()
    assert entry.answers["q2"] == [0, 2] and entry.answers["q6"] is True


def test_who_took_part_is_not_offered_the_sheet_again(make):
    survey, mine = make("survey"), device()
    assert 'id="take-part"' in mine.get(page_of(survey)).content.decode()
    mine.post(page_of(survey), FILLED)
    page = mine.get(page_of(survey)).content.decode()
    assert 'id="take-part"' not in page and "您已参与" in page and "again=1" not in page
    another_day = device()
    another_day.cookies = mine.cookies  # the session may be over: the device's mark tells it too
    another_day.cookies.pop("sessionid", None)
    assert "您已参与" in another_day.get(page_of(survey)).content.decode()
    assert 'id="take-part"' in device().get(page_of(survey)).content.decode()  # nobody else is kept away


def test_free_texts_are_sealed_and_exported_for_the_unit(make, end):
    import io

    from openpyxl import load_workbook

    survey = make("survey")
    device().post(page_of(survey), FILLED | {"q_q6": "=1+1\uffff\x01"})
    device("198.51.100.8").post(page_of(survey), FILLED | {"q_q1": "1", "q_q6": ""})
    rows = list(load_workbook(io.BytesIO(exports.workbook(survey))).active.iter_rows(values_only=True))
    assert len(rows) == 3 and rows[0][2] == "1. 您办过不动产登记吗？"
    assert rows[1][2:] == ("办过", "大厅、银行", 5, 4, 5, 12, "'=1+1")
    assert rows[2][2] == "没有办过" and rows[2][3] is None


def test_the_result_shows_charts_with_their_tables(make, end, conclude, client):
    survey = make("survey")
    device().post(page_of(survey), FILLED)
    survey = conclude(end(survey))
    page = client.get(page_of(survey)).content.decode()
    assert page.count("<svg viewBox") >= 4 and page.count("以表格查看") >= 4
    assert "分项评价" in page and "窗口再多一些" not in page
    assert results.of(survey).content["participants"] == 1


def test_a_result_shows_its_questions_in_their_order(make, end, conclude, client):
    """A table of scales stands where its question stands, not below all charts."""
    survey = make("survey")
    device().post(page_of(survey), FILLED)
    page = client.get(page_of(conclude(end(survey)))).content.decode()
    at = [page.index(f"<strong>{number}. ") for number in (1, 2, 3, 4, 5)]
    assert at == sorted(at)
