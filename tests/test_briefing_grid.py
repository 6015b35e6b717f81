"""The sheet behind a chart: years without gaps, targets as lines, bands that open where the known levels end."""

from io import BytesIO

import numpy as np
import pytest
from briefs import bars, lines, real
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from analysis.briefing.chart_table import chart_table
from analysis.briefing.exhibits import Graph
from analysis.briefing.grid import TICK_STEPS, grid, scale
from analysis.briefing.native.chart import chart_xml
from analysis.briefing.native.data import data_workbook
from analysis.briefing.native.looks import Look
from analysis.briefing.spreadsheet import FORMULA_STARTS, safe_cell, safe_csv


def test_every_year_is_a_row_and_a_target_is_a_line_to_its_year():
    numbers = lines().grid
    assert numbers.categories == ("2019", "2020", "2021", "2022", "2023", "2024")
    columns = {column.name: column for column in numbers.columns}
    assert columns["基期及以前"].values == (1000.0, 1100.0, None, None, None, None)
    assert columns["目标"].values == (1500.0,) * 6
    assert columns["目标"].labels == ("",) * 5 + ("1,500 元",)


def test_a_band_is_closed_until_the_last_known_level_and_has_the_printed_ends_after():
    (band,) = lines().grid.bands
    low, width = dict(zip(lines().grid.categories, zip(band.low, band.width, strict=True), strict=True)), band.width
    assert low["2022"] == (1210.0, 0.0)
    assert low["2023"] == (1250.0, 60.0) and low["2024"] == (1280.0, 140.0)
    assert width[:4] == (0.0,) * 4


def test_the_sheet_behind_a_chart_says_which_numbers_of_a_band_nobody_forecast():
    """A slide's chart carries the sheet with it, the workbook shows the same columns: both say the same."""
    (band,) = lines().grid.bands
    assert "只有2023—2024年的数是推算，其余年份的数是为作图补的，不是推算" in band.about
    sheet = load_workbook(BytesIO(data_workbook(lines().grid, "来源"))).active
    assert any(band.about in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_bars_keep_the_order_of_the_items_and_leave_gaps_empty():
    numbers = bars().grid
    assert numbers.categories == ("甲", "乙")
    assert [column.values for column in numbers.columns] == [(37.5, None), (55.0, 100.0)]
    assert numbers.number_format == '#,##0.0"%"'
    assert numbers.scale.high <= 110 and numbers.scale.low == 0


def test_the_table_of_a_chart_names_both_ends_of_an_interval():
    frame = chart_table(lines()).frame.set_index("年份")
    assert frame.loc["2024", ["80% 预测区间下限", "80% 预测区间上限"]].tolist() == [1280.0, 1420.0]
    assert frame.loc["2021"].drop("目标").isna().all()


@given(
    values=st.lists(st.floats(min_value=-1e7, max_value=1e7), min_size=1, max_size=8),
    over_years=st.booleans(),
    unit=st.sampled_from(["元/人·月", "%", "倍"]),
)
def test_a_scale_holds_all_values_in_few_round_steps(values, over_years, unit):
    import pandas as pd

    frame = pd.DataFrame({"value": values, "low": np.nan, "high": np.nan})
    found = scale(frame, over_years, unit)
    tolerance = 1e-6 * max(1.0, abs(found.low), abs(found.high))
    assert found.low <= min(values) + tolerance and found.high >= max(values) - tolerance
    assert found.high > found.low
    assert (found.high - found.low) / found.step <= 10 + 1e-6
    mantissa = found.step / 10 ** np.floor(np.log10(found.step) + 1e-9)
    assert min(abs(TICK_STEPS - mantissa)) < 1e-6
    assert over_years or found.low <= 0 <= found.high


def test_the_numbers_of_a_chart_do_not_depend_on_who_asks():
    assert grid(lines().data) == lines().grid


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_of_a_csv_begins_a_formula(start):
    import pandas as pd

    frame = pd.DataFrame({f"{start}head": [f"{start}1+1", f"  {start}1+1", "全覆盖"], "数": [-1.5, None, 2]})
    text = safe_csv(frame).decode("utf-8-sig")
    cells = [line.split(",")[0].strip('"') for line in text.replace("\r\n", "\x1e").split("\x1e") if line]
    assert [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA_STARTS)] == []
    assert ",-1.5" in text  # a negative number is no formula
    assert safe_csv(frame).startswith(b"\xef\xbb\xbf")


@given(st.text())
def test_a_safe_cell_never_begins_a_formula_and_keeps_its_text(text):
    made = safe_cell(text)
    assert not made.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert made in (text, f"'{text}")


def test_amounts_typed_in_later_are_not_above_the_axis():
    drawn = [chart_xml(graph.grid, Look(), "rId1") for graph in (lines(), bars())]
    assert ["<c:max " in xml for xml in drawn] == [False, True]
    assert all("<c:min " in xml for xml in drawn)


def test_a_computed_target_is_named_so_because_office_writes_the_labels_from_the_values():
    graphs = [exhibit for exhibit in real("海城市").exhibits if isinstance(exhibit, Graph)]
    names = {column.name for graph in graphs for column in graph.grid.columns if column.role == "target"}
    assert names == {"目标（折算）"}, "all of 海城's are computed from a promised growth"
