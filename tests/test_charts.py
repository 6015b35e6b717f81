"""Charts: what they say is computed, what they draw is in their data, and nothing overlaps or runs off the page."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.charts import chart, growth_path, layout, lines, theme, wording
from analysis.charts.chart import COLUMNS, ChartData, ChartSeries
from analysis.models import scenario as rules
from analysis.research import coverage, figures, progress

# One chart of each kind, and those whose shape differs: no target, only one known year, an interval, a broken floor.
EXAMPLES = {
    "growth_path": lambda: analysis.growth("海城市", "orphan_standard", arrangement="分散").chart(),
    "growth_path, floor": lambda: analysis.growth("海城市", "dibao_standard", "城市").chart(),
    "growth_path, inherited and without target": lambda: analysis.growth("210302", "dibao_standard", "城市").chart(),
    "growth_path, a share": lambda: analysis.growth("乌海市", "nursing_bed_share").chart(),
    "parity": lambda: analysis.growth("辽宁省", "dibao_urban_rural_ratio").chart(),
    "parity, target from above": lambda: analysis.growth("海城市", "dibao_urban_rural_ratio").chart(),
    "parity, in %": lambda: analysis.growth("东昌区", "dibao_rural_urban_ratio").chart(),
    "assessment": lambda: analysis.assess().money().chart("货币标准目标"),
    "assessment, without targets": lambda: progress.chart(progress.progress(["全国", "鞍山市"])),
    "coverage_pace": lambda: coverage.chart(coverage.paces("海勃湾区"), "海勃湾区"),
    "scenario_paths": lambda: analysis.scenario(
        "东昌区",
        "orphan_standard",
        [rules.constant_rate(0.08), rules.level_floor({2025: 1800}, "省定最低标准"), rules.rounding(10)],
        compared_with=[rules.constant_rate(0.05)],
    ).chart(),
}
IN_ROWS = ("assessment", "coverage_pace")  # values run to the right, not upwards


@pytest.fixture(scope="module", params=EXAMPLES)
def data(request) -> ChartData:
    return EXAMPLES[request.param]()


@pytest.fixture(scope="module")
def drawing(data):
    return figures.plot(data)


def test_there_is_an_example_of_every_chart():
    assert {name.split(",")[0] for name in EXAMPLES} == set(figures.names())


def test_data_say_everything(data):
    assert list(data.frame.columns) == COLUMNS
    assert data.chart in figures.names()
    assert all((data.title, data.unit, data.source.startswith("资料来源：")))
    drawn = data.frame.dropna(subset=["value"])
    assert len(drawn) and np.isfinite(drawn["value"]).all()
    assert not data.frame["label"].str.contains("nan").any()


def test_no_number_lives_in_the_figure_only(data, drawing):
    """The briefing draws from the data alone."""
    known = data.frame[["value", "low", "high"]].to_numpy(float)
    known = known[np.isfinite(known)]
    axis = "x" if data.chart in IN_ROWS else "y"
    for trace in drawing.data:
        for value in np.asarray(trace[axis], dtype=float):
            assert np.isclose(known, value).any(), (trace.name, value)


def test_every_series_is_drawn_in_the_look_of_its_role(data, drawing):
    traces = {trace.name: trace for trace in drawing.data if trace.name}
    assert set(traces) == {series.name for series in data.series}
    for series in data.series:
        assert traces[series.name].line.color == theme.ROLES[series.role].colour


def test_the_title_is_a_finding_with_numbers_of_the_data(data):
    assert re.search(r"\d", data.title)
    numbers = re.findall(r"(?<![\d—])\d[\d,]*(?:\.\d+)?", data.title.replace(" 年", "年"))
    said = [float(number.replace(",", "")) for number in numbers]
    counts = data.frame.groupby("series").size()
    told = pd.concat([data.frame["value"].dropna(), counts])
    assert any(abs(told - number).min() <= 0.51 for number in said if number not in (2020, 2025))


def test_title_source_and_note_are_written_on_the_figure(data, drawing):
    written = re.sub(r"<[^>]+>", "", "".join(note.text for note in drawing.layout.annotations))
    for text in (data.title, data.subtitle, data.source, data.note):
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", written)


def test_sources_are_those_of_the_figures_drawn(data):
    documents, found = analysis.load("documents"), analysis.load("figures").set_index("figure_id")
    ids = data.frame.loc[data.frame["figure_id"] != "", "figure_id"]
    for document in found.loc[ids, "document_id"].unique():
        assert documents.set_index("document_id").at[document, "title"] in data.source


def test_figures_ask_no_host_and_stay_small(drawing):
    text = drawing.to_json()
    assert "://" not in text
    assert len(json.dumps(drawing.layout.template.to_plotly_json())) < 2000
    assert drawing.layout.template.layout.font.family == theme.FONT_STACK


def test_direct_labels_keep_apart(data, drawing):
    if data.chart in IN_ROWS:
        return  # their labels stand in columns
    low, high = drawing.layout.yaxis.range
    pixels = lines.PLOT_HEIGHT / (high - low)
    right = [note for note in drawing.layout.annotations if note.xref == "paper" and note.x == 1]
    places = sorted(note.y * pixels + (note.yshift or 0) for note in right)
    assert all(np.diff(places) >= lines.LABEL_GAP - 1e-6)


def test_known_orphans_of_haicheng_are_told_in_the_title():
    data = EXAMPLES["growth_path"]()
    assert data.title == (
        "海城市散居孤儿基本生活养育标准：期限已过，2025年实际数未公布；"
        "2024年为 2,211 元（所在市标准），低于当年应到的 2,324 元"
    )
    assert data.subtitle == "如按每年 8% 增长，2025年为 2,468 元"
    roles = {series.role: series.name for series in data.series}
    assert "interval" not in roles, "three known years: nothing may be said of how likely a standard is"
    assert roles["needed"] == "需要的增长（每年 8.45%）"
    assert data.rows("目标")["label"].tolist() == ["折算 2,520 元"]
    assert "（鞍山市）" in data.source
    assert "取鞍山市的标准" in data.note


def test_the_interval_of_a_year_that_is_over_is_reckoned_and_no_forecast():
    (part,) = analysis.growth("210000", "orphan_average_standard", arrangement="集中")
    data = part.chart()
    assert {series.role: series.name for series in data.series}["interval"] == "80% 推算区间"
    last = part.answers[0].known["year"].max()
    assert f"推算区间按{last}年及以前数字推算" in data.note and "预测区间" not in data.note


def test_floors_say_not_below():
    data = EXAMPLES["growth_path, floor"]()
    assert data.rows("目标")["label"].tolist() == ["折算不低于 830 元"]


def test_the_title_beside_a_broken_promise_does_not_say_that_a_rate_would_keep_it():
    """海城 urban 低保: 650 元 at 8% is 955 元, above 830; yet 727 元 in 2023 is 3.8% a year, and 5% were promised."""
    data = EXAMPLES["growth_path, floor"]()
    assert data.title == (
        "海城市城市最低生活保障标准：2024年为 778 元，没有做到每年增幅不低于 5%"
        "（2024年做到，2021—2023年间至少一年没有做到，2025年的增幅未公布）"
    )
    assert data.subtitle == "如按每年 8% 增长，2025年为 955 元"
    assert "达到目标" not in data.title + data.subtitle


def test_no_chart_names_a_file_of_the_project(data):
    assert "docs/" not in data.title + data.subtitle + data.note


def test_a_range_stays_a_range_and_what_follows_from_a_growth_says_about():
    known = levels(comparator="range", value=37.5, value_low=35.0, value_high=40.0)
    implied = levels(year=2021, comparator="~", value_low=100.0, value_high=100.0, how_known="implied_by_rate")
    frame = pd.concat([known, implied])
    data = growth_path.data(SERIES, frame, NO_PATHS, None, 2020, LOOKUP)
    assert data.frame["label"].tolist() == ["35—40 元", "约 100 元"]


def test_a_ratio_stays_where_it_is_when_both_parts_grow_alike():
    data = EXAMPLES["parity"]()
    path = data.rows("双方同按每年 8% 增长")
    assert path["value"].tolist() == pytest.approx([672 / (5558 / 12)] * 6)
    assert data.title == (
        "辽宁省城乡低保标准比：期限已过，2025年实际数未公布；2023年为 1.25 倍，已达到目标水平（1.3 倍）"
    )
    assert data.subtitle.startswith("如双方同按每年 8% 增长，比值不变")


def test_a_target_from_above_is_named_as_such():
    data = EXAMPLES["parity, target from above"]()
    assert data.title.endswith("2024年为 1.316，高于辽宁省2025年目标 1.3"), "compared, not judged"
    assert "所示为辽宁省的目标" in data.note


def test_a_verdict_is_never_contradicted_by_rounding():
    assert wording.told_apart(2519.6, 2520.0, "元/人·月") == ("2,519.6 元", "2,520 元")
    assert wording.told_apart(2468.4, 2520.0, "元/人·月") == ("2,468 元", "2,520 元")


SERIES = {"region_code": "1", "indicator_id": "s", "residence": "", "arrangement": "", "subgroup": ""}
LOOKUP = {
    "indicators": pd.DataFrame(
        [{"indicator_id": "s", "name_zh": "标准", "unit": "元/人·月", "domain": "general", "quantity": "standard"}]
    ),
    "regions": pd.DataFrame({"region_code": ["1", "2"], "name_zh": ["甲县", "乙市"], "level": ["county", "city"]}),
    "documents": pd.DataFrame(
        {
            "document_id": ["p", "r"],
            "title": ["甲规划", "汇编"],
            "kind": ["plan", "observed"],
            "region_code": ["1", "1"],
        }
    ),
    "figures": pd.DataFrame({"figure_id": ["p#1", "r#1"], "document_id": ["p", "r"], "region_code": ["1", "2"]}),
}
NO_PATHS = pd.DataFrame(columns=["role", "name", "year", "value"])


def levels(**changes):
    row = {"year": 2020, "value": 100.0, "figure_id": "p#1", "region_code": "1", "how_known": "published"}
    return pd.DataFrame([row | changes])


def test_one_known_year_alone_is_drawn_and_told():
    data = growth_path.data(SERIES, levels(), NO_PATHS, None, 2020, LOOKUP)
    assert data.title == "甲县标准2020年为 100 元"
    assert data.source == "资料来源：《甲规划》。"
    assert figures.plot(data).data[0].y == (100.0,)


def test_derived_and_inherited_levels_are_noted():
    derived = levels(year=2023, figure_id="r#1", region_code="2", how_known="implied_by_rate")
    data = growth_path.data(SERIES, pd.concat([levels(), derived]), NO_PATHS, None, 2020, LOOKUP)
    assert "取乙市的标准" in data.note and "（所在市标准）" in data.title
    assert "2023年的实际数由公布的增幅推算" in data.note
    assert data.source == "资料来源：《甲规划》；汇编（乙市）。"


def test_nothing_to_draw_is_an_error_and_no_empty_picture():
    with pytest.raises(ValueError, match="没有可画的数据"):
        growth_path.data(SERIES, levels().iloc[:0], NO_PATHS, None, 2020, LOOKUP)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"series": (ChartSeries("乙", "path"),)}, "declared"),
        ({"series": (ChartSeries("甲", "line"),)}, "unknown roles"),
        ({"frame": pd.DataFrame({"series": ["甲"]})}, "columns"),
    ],
)
def test_data_that_do_not_fit_are_refused(changes, words):
    frame, series = chart.tidy([(ChartSeries("甲", "path"), pd.DataFrame({"position": [2020], "value": [1.0]}))])
    fitting = {"chart": "growth_path", "title": "t", "subtitle": "", "unit": "元", "frame": frame, "series": series,
               "source": ""}  # fmt: skip
    ChartData(**fitting)
    with pytest.raises(ValueError, match=words):
        ChartData(**fitting | changes)


CHINESE = st.text("海城市标准，。（）“”8%2,468.5元年增长—abc", min_size=1, max_size=120)


@given(CHINESE, st.integers(8, 30))
def test_wrapping_loses_nothing_and_keeps_within_the_width(text, width):
    lines_ = layout.wrap(text, 1, width)
    assert re.sub(r"\s", "", "".join(lines_)) == re.sub(r"\s", "", text)
    pieces = layout.PIECES.findall(text)
    longest = max((layout.text_width(piece) for piece in pieces), default=0)
    assert all(layout.text_width(line) <= max(width, longest) + 1e-9 for line in lines_)


@given(st.lists(st.floats(0, 400), min_size=1, max_size=8), st.floats(1, 30))
def test_spread_labels_keep_their_distance_and_order(places, gap):
    moved = layout.spread(places, gap)
    order = np.argsort(places, kind="stable")
    assert (np.diff(moved[order]) >= gap - 1e-6).all()
    assert np.mean(moved) == pytest.approx(np.mean(places))


def test_labels_with_room_stay_where_they_are():
    assert layout.spread([10.0, 90.0, 50.0], 20).tolist() == [10.0, 90.0, 50.0]


def contrast(colour: str) -> float:
    """Contrast with white by WCAG 2.2."""
    channels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def test_labels_can_be_read_on_white():
    assert all(contrast(theme.readable(style.colour)) >= 4.5 for style in theme.ROLES.values())
    assert contrast(theme.MUTED) >= 4.5


def test_roles_differ_where_colour_is_lost():
    drawn_as_lines = [role for role in theme.ROLES if role not in ("baseline", "event", "interval", "target")]
    looks = {(theme.ROLES[role].dash, theme.ROLES[role].symbol) for role in drawn_as_lines}
    assert len(looks) == len(drawn_as_lines)


@pytest.mark.parametrize(
    ("name", "residence", "said"),
    [
        ("农村（农区）养老服务中心数", "rural", "农村（农区）养老服务中心数"),
        ("最低生活保障标准", "rural", "农村最低生活保障标准"),
        ("城乡社区综合服务设施达标率", "urban", "城市城乡社区综合服务设施达标率"),
    ],
)
def test_a_name_that_says_where_it_holds_does_not_say_it_twice(name, residence, said):
    row = {"residence": residence, "arrangement": "", "subgroup": ""}
    assert wording.series_name(row, {"name_zh": name, "domain": "elderly_care", "quantity": "count"}) == said
