"""One yearly rate is written one way: in sentences, charts, tables, findings and on the pages; and it is enough."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import numerals
from analysis.models import growth
from analysis.models.targets import is_met
from analysis.research import assessed
from analysis.research.growth import growth as asked
from analysis.research.workspace import current
from dashboard.pages.compare import parts as compare_parts
from dashboard.pages.growth import data as growth_data
from dashboard.pages.growth import rules as growth_rules
from dashboard.pages.growth import series as growth_series
from dashboard.pages.overview import data as overview_data
from dashboard.shared.assessed import all_targets
from dashboard.shared.data import Data

HAICHENG, ORPHANS = "210381", "orphan_standard"
amounts = st.floats(1, 1e6)


def read_back(text: str) -> float:
    return float(text.rstrip("%").replace("−", "-").replace(",", "")) / 100


@given(amounts, amounts, st.integers(1, 15))
def test_who_follows_the_written_rate_reaches_the_target(base, target, years):
    rate = float(growth.needed_rate(base, target, years))
    written = read_back(numerals.needed_percent(rate))
    reached = float(growth.project(base, written, years))
    assert reached >= target * (1 - 1e-9) if target >= base else reached <= target * (1 + 1e-9)
    assert abs(written - rate) < 1e-4 + 1e-12, "no more than it takes at two decimals"


def test_every_assessed_target_is_reached_at_the_rate_written_for_it():
    frame = assessed.assess().frame
    rows = frame[frame["money"] & frame["needed_rate"].notna() & frame["baseline_value"].notna()]
    assert len(rows) > 5
    for row in rows.itertuples():
        said = numerals.needing("每年", row.needed_rate, row.comparator)
        above = 1e-6 if "高于" in said else 0.0
        reached = growth.project(
            row.baseline_value, read_back(re.search(r"[\d.]+%", said)[0]) + above, row.target_year - row.baseline_year
        )
        frame_row = frame.loc[[row.Index]]
        assert is_met(reached, row.target_level, frame_row["comparator"], row.direction).all(), said


def test_haicheng_orphans_need_the_same_rate_everywhere():
    """By hand: 1.5^(1/5) − 1 = 8.4472%; 2025 is over, so nobody asks for a growth from 2024 on."""
    answer = asked("海城市", ORPHANS, arrangement="分散")
    texts = "".join(answer.sentences())
    assert "从2020年起每年 8.45%" in texts and "13.98%" not in texts
    assert "需要的增长（每年 8.45%）" in [series.name for series in answer.chart().series]
    table = assessed.assess("海城市")
    mask = (table.frame["indicator_id"] == ORPHANS) & (table.frame["arrangement"] == "dispersed")
    assert table.where(mask).readable()["needed"].tolist() == ["8.45%"]
    marks = table.where(mask).chart().rows("目标需要")
    assert marks["label"].tolist() == ["8.45%"] and marks["value"].tolist() == pytest.approx([8.45])
    target = next(one for one in all_targets(Data(current().tables, {})) if one.key == f"{ORPHANS}.dispersed")
    assert overview_data.sentence(target).startswith("期限已过，2025年实际数未公布")
    assert "13.98%" not in overview_data.sentence(target)
    row = type("Row", (), {"target": target, "unit": target.unit})
    assert compare_parts._yearly(row, "needed") == "8.45%"


def test_the_slider_says_the_needed_rate_and_which_of_its_steps_is_taken_for_it():
    space = current()
    _, key = growth_series.find(space, HAICHENG, f"{ORPHANS}.dispersed")
    content = growth_data.place(space, HAICHENG, key, growth_rules.Wish()).content
    assert content["pick"] == "▲ 达标须 8.45%，取 8.5%"
    assert content["mark"] == pytest.approx(84.5) and content["reaches"] == 85
    assert "，达到目标" in content["scenarios"][85] and "，达不到目标" in content["scenarios"][84]


def test_a_step_that_is_just_the_needed_rate_is_named_alone():
    assert growth_data._pick(50, 0.05, ">=") == {"mark": 50, "pick": "▲ 5% 起达到目标"}
    assert growth_data._pick(61, 0.06, ">") == {"mark": 60, "pick": "▲ 达标须高于 6%，取 6.1%"}
    assert growth_data._pick(85, None, "=") == {"mark": 85, "pick": "▲ 8.5% 起达到目标"}, "rules act on the path"


def test_a_rate_that_was_asked_about_is_written_as_it_was_asked():
    said = "".join(asked("海城市", ORPHANS, arrangement="分散", rate="8.447%").sentences())
    assert "每年增长 8.447%：2025年为 2,520 元/人·月" in said
