"""What a document says of its own validity is read, and what it says of anything else is not (clause A2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.validity import Validity, validity_of

pytestmark = pytest.mark.clause("A2")
FROM, ISSUED = date(2026, 1, 1), date(2026, 11, 16)
days = st.dates(date(1949, 10, 1), date(2099, 12, 31))


def cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("本办法自2026年1月1日起施行。", None),
        ("本办法自2026年1月1日起施行，有效期5年。", date(2030, 12, 31)),
        ("第十八条　本办法自 2026 年 1 月 1 日起施行，有效期五年。原办法同时废止。", date(2030, 12, 31)),
        ("本通知自2026年1月1日起施行，有效期至2030年6月30日。", date(2030, 6, 30)),
        ("本规定由省厅负责解释，自二〇二六年一月一日起施行，有效期限为3年。", date(2028, 12, 31)),
        ("本实施细则有效期两年，自２０２６年１月１日起实施。", date(2027, 12, 31)),
        ("六、本通知自2026年1月1日起执行，执行至2026年12月31日。", date(2026, 12, 31)),
        ("本通知自2026年1月1日起执行，至2026年12月31日止。", date(2026, 12, 31)),
        ("本公告自2026年1月1日起试行，试行期6个月。", date(2026, 6, 30)),
        ("本规定自2026年1月1日起施行。有效期两年。", date(2027, 12, 31)),
        ("本规定自2026年1月1日起施行。\n本规定有效期截止到2027年12月31日。", date(2027, 12, 31)),
        ("施行时间\n自2026年1月1日起施行，有效期为2026年1月1日至2028年12月31日。", date(2028, 12, 31)),
        ("本法自2026年1月1日起施行。许可证有效期三年。", None),
        ("本办法自2026年1月1日起施行，《甲办法》有效期延长至2027年12月31日。", None),
        ("本通知自2026年1月1日起施行，到2027年1月1日前完成整改。", None),
    ],
)
def test_from_when_and_until_when(text, expires):
    assert validity_of(f"各市自然资源局：\n{text}\n省厅\n2025年12月1日") == Validity(FROM, expires)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "原办法自2026年1月1日起施行。",
        "《甲办法》自2026年1月1日起施行，有效期5年。",
        "本许可证有效期3年，至2028年12月31日止。",
        "本省自2026年1月1日起实施。",
        "本办法施行前已受理的，自2026年1月1日起施行新规。",
        "自2026年1月1日起施行新的收费标准。",
        "本办法第十条自2027年1月1日起施行，其他条款自2026年7月1日起施行。",
        "本通知自2026年1月1日起施行。\n本办法自2026年3月1日起施行。",
        "本办法自2026年13月1日起施行，有效期5年。",
        "本办法自发布之日起施行，有效期5年。",
    ],
)
def test_what_isn_t_said_of_itself_or_not_for_certain(text):
    assert validity_of(text, ISSUED) == Validity()


def test_the_day_of_issue_is_the_caller_s_to_know():
    text = "本意见自印发之日起施行，有效期五年。"
    assert validity_of(text) == Validity()
    assert validity_of(text, ISSUED) == Validity(ISSUED, date(2031, 11, 15))
    assert validity_of("本意见自发布之日起施行，有效期至2028年12月31日。", ISSUED) == Validity(None, date(2028, 12, 31))


@given(days, st.integers(0, 20_000))
def test_any_two_days_are_read_back(begins, lasts):
    ends = begins + timedelta(days=lasts)
    assert validity_of(f"本办法自{cn(begins)}起施行，有效期至{cn(ends)}。") == Validity(begins, ends)


@given(days, st.integers(1, 99))
def test_a_term_of_years_ends_on_the_eve_of_its_day(begins, years):
    found = validity_of(f"本办法自{cn(begins)}起施行，有效期{years}年。").expires_on
    after = found + timedelta(days=1)
    same_day = (begins.month, begins.day) if (begins.month, begins.day) != (2, 29) else None
    assert after.year == begins.year + years
    assert (after.month, after.day) in ((same_day,) if same_day else ((2, 29), (3, 1)))


@given(days, st.integers(1, 99))
def test_a_term_of_months_never_reaches_past_the_month_it_ends_in(begins, months):
    found = validity_of(f"本办法自{cn(begins)}起施行，有效期{months}个月。").expires_on
    months_later = (found.year - begins.year) * 12 + found.month - begins.month
    assert months_later == (months if begins.day > 1 else months - 1)
    assert found.day == begins.day - 1 or (found + timedelta(days=1)).day == 1


@given(st.text(alphabet="本办法通知自从至到2026年1月日起施行有效期五个，。（《第条\n ", max_size=80))
def test_no_text_breaks_it(text):
    found = validity_of(text, ISSUED)
    assert found.effective_on is None or isinstance(found.effective_on, date)


def test_the_end_of_time_is_no_error():
    assert validity_of("本办法自9999年1月1日起施行，有效期5年。") == Validity(date(9999, 1, 1), None)
