"""Charts are drawn from the figures of a table, or it is said why not."""

import pytest
from bs4 import BeautifulSoup

from portal.tiles import charts, tables


def data(*lines):
    return charts.data_of(tables.from_lines(lines))


def test_figures_are_read_as_people_write_them():
    found = data("年度|宗数|占比", "2024|1,234.5|12%", "2025||-3")
    assert found.series == ("宗数", "占比")
    assert found.labels == ("2024", "2025")
    assert found.figures == ((1234.5, 12.0), (None, -3.0))


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("bar", ["年度|宗数"]),
        ("bar", ["年度|宗数", "2025|很多"]),
        ("bar", ["年度|宗数", "2025|"]),
        ("line", ["年度|一|二|三|四|五|六", "2025|1|2|3|4|5|6"]),
        ("bar", ["年度|宗数", *(f"{year}|1" for year in range(25))]),
        ("pie", ["类|数", "甲|-1", "乙|3"]),
        ("pie", ["类|数", "甲|0", "乙|0"]),
        ("pie", ["类|数", *(f"{part}|1" for part in range(9))]),
        ("bar", ["年度|宗数", "2025|" + "9" * 400]),
    ],
)
def test_what_makes_no_chart_is_said(kind, lines):
    assert charts.problem(data(*lines), kind)


def test_bars_are_as_high_as_their_figures():
    found = data("年度|宗数", "2024|50", "2025|100")
    bars = BeautifulSoup(charts.draw("bar", found), "html.parser").select("rect")
    heights = [float(bar["height"]) for bar in bars]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


def test_bars_below_zero_hang_from_the_axis():
    found = data("年度|增减", "2024|50", "2025|-50")
    up, down = BeautifulSoup(charts.draw("bar", found), "html.parser").select("rect")
    assert float(down["y"]) == pytest.approx(float(up["y"]) + float(up["height"]), abs=0.2)


def test_a_line_leaves_out_what_has_no_figure():
    found = data("年度|宗数", "2023|1", "2024|", "2025|3")
    drawing = BeautifulSoup(charts.draw("line", found), "html.parser")
    assert len(drawing.select("circle")) == 2


def test_the_slices_of_a_pie_are_the_whole():
    found = data("类|数", "甲|1", "乙|3")
    drawing = BeautifulSoup(charts.draw("pie", found), "html.parser")
    assert len(drawing.select("path.chart__slice")) == 2
    assert charts.key("pie", found) == ["甲 1 (25.0%)", "乙 3 (75.0%)"]
    assert charts.key("pie", data("类|数", "甲|7")) == ["甲 7 (100.0%)"]


@pytest.mark.parametrize("kind", charts.KINDS)
def test_words_in_a_chart_are_only_words(kind):
    drawing = charts.draw(kind, data("类|<b>数", '"><script>|1', "乙|2"))
    assert "<script" not in drawing and "<b>" not in drawing


def test_colours_are_named_where_there_are_several():
    assert charts.key("bar", data("年|数", "一|1")) == []
    assert charts.key("line", data("年|甲|乙", "一|1|2")) == ["甲", "乙"]


def test_the_ticks_of_an_axis_are_round():
    assert charts.scale_of(data("年|数", "一|97")).ticks == (0, 20, 40, 60, 80, 100)
    assert charts.scale_of(data("年|数", "一|0.3")).high >= 0.3
