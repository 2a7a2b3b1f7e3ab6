import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import document_numbers
from portal.text.document_numbers import DocumentNumber

AGENCIES = st.sampled_from(["岭自然资规", "国土资发", "国办发", "粤国土资（办）字", "法", "法（研）发", "国发"])
NUMBERS = st.builds(DocumentNumber, AGENCIES, st.integers(1949, 2099), st.integers(1, 99999))
BRACKETS = st.sampled_from(["〔〕", "[]", "【】", "()", "（）", "〈〉", "［］", "<>", "﹝﹞"])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def writings(draw):
    """A number and some writing of it."""
    number = draw(NUMBERS)
    left, right = draw(BRACKETS)
    gap = draw(st.sampled_from(["", " ", "　"]))
    ordinal = draw(st.sampled_from(["", "第"]))
    zeros = "0" * draw(st.integers(0, 5 - len(str(number.serial))))
    agency = number.agency
    if draw(st.booleans()):
        agency = agency.replace("（", "(").replace("）", ")")
    if draw(st.booleans()):
        agency = agency.replace("国", "國")
    written = f"{agency}{gap}{left}{number.year}{right}{gap}{ordinal}{zeros}{number.serial}{gap}号"
    if draw(st.booleans()):
        written = written.translate(FULL_WIDTH)
    frame = draw(st.sampled_from(["%s", "（%s）", "文号：%s", " %s ", "%s文"]))
    return number, frame % written


@given(writings())
def test_every_writing_of_one_number_has_the_same_keys(case):
    number, written = case
    parsed = document_numbers.parse(written)

    assert parsed is not None
    assert (parsed.year, parsed.serial) == (number.year, number.serial)
    assert parsed.keys() == number.keys()
    assert document_numbers.query_key(written) == number.keys()[0]


@given(NUMBERS)
def test_the_normal_writing_is_read_back_and_is_right(number):
    assert document_numbers.parse(number.normal) == number
    assert document_numbers.problem(number.normal) is None
    assert not document_numbers.looks_wrong(number.normal)


@given(st.text(max_size=60))
def test_what_is_typed_never_breaks_it(text):
    parsed = document_numbers.parse(text)
    document_numbers.query_key(text)
    document_numbers.problem(text)

    assert parsed is None or document_numbers.parse(parsed.normal) == parsed


@given(NUMBERS, NUMBERS)
def test_different_numbers_differ_in_their_first_key(one, other):
    assert (one.keys()[0] == other.keys()[0]) == (one == other)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("岭自然资规〔2026〕8号", "岭自然资规〔2026〕8号"),
        ("国土资发[2015]12号", "国土资发〔2015〕12号"),
        ("粤国土资(办)字 〔2003〕 157号", "粤国土资（办）字〔2003〕157号"),
        ("国发2014年57号", "国发〔2014〕57号"),
        ("国发(1985)第49号文件", "国发〔1985〕49号"),
        ("發改办〔2026〕3号", "發改办〔2026〕3号"),
    ],
)
def test_normal_writing(written, normal):
    assert document_numbers.parse(written).normal == normal


@pytest.mark.parametrize(
    "text",
    ["", "土地管理法", "〔2026〕8号", "国发〔2026〕", "国发201457号", "国发〔1014〕7号", "国发〔2014〕57", "国" * 500],
)
def test_what_is_no_whole_number(text):
    assert document_numbers.parse(text) is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("〔2026〕8号", "/2026/8"),
        ("2026年8号", "/2026/8"),
        ("岭自然资规〔2026〕", "岭自然资规/2026/"),
        ("岭自然资规8号", "岭自然资规//8"),
        ("第8号", "//8"),
        ("8号", "//8"),
        ("〔2026〕", "/2026/"),
    ],
)
def test_a_part_of_a_number_finds_it(typed, key):
    assert document_numbers.query_key(typed) == key
    keys = DocumentNumber("岭自然资规", 2026, 8).keys()
    assert key in keys


@pytest.mark.parametrize(
    "typed", ["", "2026", "2026年", "8", "土地", "国务院令第590号", "2026-8", "土地管理法实施条例"]
)
def test_ordinary_queries_are_no_part_of_a_number(typed):
    assert document_numbers.query_key(typed) is None


def test_numbers_in_running_text():
    text = (
        "按照国办发(1985)49号文件，根据《规定》（粤国土资（办）字〔2003〕157号）和法释〔2012〕21号，"
        "2008年9月17日，我院以法〔1998〕86号通知印发；又见国办发〔1985〕49号。（〔1982〕3号）"
    )

    assert [number.normal for number in document_numbers.find(text)] == [
        "国办发〔1985〕49号",
        "粤国土资（办）字〔2003〕157号",
        "法释〔2012〕21号",
        "法〔1998〕86号",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("国发 〔2014〕7号", "spaces"),
        ("国发〔２０１４〕7号", "width"),
        ("国发[2014]7号", "brackets"),
        ("国发〔2014]7号", "brackets"),
        ("国发2014年7号", "brackets"),
        ("国发〔2014〕第7号", "ordinal"),
        ("国发〔2014〕07号", "leading_zero"),
        ("国发〔2014〕7", "suffix"),
        ("〔2014〕7号", "agency"),
        ("8号", "agency"),
        ("国发〔14〕7号", "year"),
        ("国发〔20145〕7号", "year"),
        ("国发〔1014〕7号", "year"),
        ("国发7号", "year"),
        ("国，发〔2014〕7号", "form"),
    ],
)
def test_what_is_wrong_is_named(text, code):
    assert document_numbers.problem(text) == code
    assert document_numbers.looks_wrong(text)


@pytest.mark.parametrize("typed", ["岭自然资规 2026 8", "岭自然资规 2026 8号", "岭自然资规-2026-8"])
def test_the_three_parts_with_spaces_are_a_number(typed):
    assert document_numbers.query_key(typed) == document_numbers.query_key("岭自然资规〔2026〕8号")
