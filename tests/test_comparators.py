"""A level keeps its comparator wherever it is written: 约100% and ≥60% are no 100% and 60%."""

import json

import pytest
from briefs import real
from rendered import text

from analysis.briefing import maps
from analysis.briefing.exhibits import CountyMap, MapValue
from analysis.words.promises import known_level
from dashboard.pages.compare import parts as compare_parts
from dashboard.pages.compare.data import Comparison
from dashboard.shared.assessed import all_targets
from dashboard.shared.data import Data

SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "约"}


def test_the_map_s_legend_names_values_as_they_are_written(client):
    """Of all rates of the province: a class of one value has the comparator of those who have it."""
    told = json.loads(client.get("/coverage-map/210000.json").data)
    checked = 0
    for rate in told["rates"]:
        held = {told["figures"][at]["text"]: told["figures"][at]["value"] for moment in rate["moments"]
                for places in moment["holds"].values() for at in places if at >= 0}  # fmt: skip
        for low, label in zip(rate["lows"], rate["labels"], strict=True):
            if "～" not in label:
                assert set(label.split("、")) <= {said for said, value in held.items() if value == low}, rate["key"]
                checked += not label[0].isdigit()
    assert checked


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["60%", "80%"], "为 60%—80%"),
        (["不低于 60%", "80%"], "，从不低于 60%到 80%"),
        (["约 100%", "约 100%"], "均约 100%"),
    ],
)
def test_a_map_s_title_keeps_comparators(texts, said):
    values = {str(at): MapValue(float(one.strip("%").split()[-1]), one, "own", "甲") for at, one in enumerate(texts)}
    assert said in maps._found(values, 2, "公布值")


def test_the_maps_of_a_brief_name_classes_with_comparators():
    drawn = [one for section in real("鞍山市").sections for one in section.exhibits if isinstance(one, CountyMap)]
    assert drawn
    for one in drawn:
        texts = {value.text for value in one.values.values() if value.own}
        assert {part for label in one.labels if "～" not in label for part in label.split("、")} <= texts


def test_the_comparison_keeps_comparators(data):
    bounded = [row for row in data.view(Comparison.of).rows if row.bounds[0] in SIGNS]
    assert bounded
    for row in bounded:
        sign = SIGNS[row.bounds[0]]
        assert text(compare_parts._latest(row, row.value)[0]).startswith(sign)
        assert f" {sign}" in compare_parts._told(row)


def test_a_target_s_latest_level_has_the_comparator_of_the_figure_that_prints_it(data):
    figures, targets = data.frames["figures"].copy(), data.view(all_targets)
    known = next(one.row for one in targets if one.row["latest_comparator"] == "=")
    figures.loc[figures["figure_id"] == known["latest_figure_id"], "comparator"] = "~"
    frames = data.frames | {"figures": figures}
    told = {one.row["figure_id"]: one.row for one in all_targets(Data(frames, data.outlines))}[known["figure_id"]]
    assert told["latest_comparator"] == "~" and "约" in known_level(told, "latest")
