"""A level that holds here because it is a standard decreed above says whose it is in every output."""

import csv
import io
import subprocess
import sys

import dash
import pandas as pd
import pytest
from briefs import real
from rendered import text

from analysis import assess, tables
from analysis.briefing import target_tables
from analysis.briefing.exhibits import Table
from analysis.codelists import definitions
from analysis.words import promises
from dashboard.pages.compare import parts as compare_parts
from dashboard.pages.compare.data import Comparison

ASSESSED = tables.read("assessments")
DECREED = ASSESSED[~ASSESSED["latest_source_level"].fillna("").isin(["", "own"])]
PLACES = sorted(set(DECREED["region_code"]))
KEYS = [
    (row.region_code, ".".join(filter(None, [row.indicator_id, row.residence, row.arrangement])), row.latest_year)
    for row in DECREED.itertuples()
]


def test_there_are_such_levels():
    assert PLACES and {promises.decreed_by(level) for level in DECREED["latest_source_level"]} == {"所在市标准"}


def test_every_source_level_has_an_owner_s_words():
    for level, name in definitions.terms()["series_level"].items():
        assert promises.decreed_by(level) == ("" if level == "own" else f"{name}标准")
    assert promises.owners(pd.Series(["own", "city", "", None])) == ["本地", "所在市标准", "", ""]


@pytest.mark.parametrize("place", PLACES)
def test_a_brief_s_tables_of_targets_say_whose_a_level_is(place):
    known = [
        part
        for section in real(place).sections
        for part in section.exhibits
        if isinstance(part, Table) and "最近实际" in part.frame and "结论" in part.frame
    ]
    of_place = DECREED[DECREED["region_code"] == place]
    told = pd.concat([table.frame for table in known])
    assert (told["实际属于"] == "所在市标准").sum() == len(of_place)
    assert all(len(table.widths) == len(table.frame.columns) for table in known)
    whole = target_tables.everything(assess(place).frame)
    assert (whole.frame["实际属于"] == "所在市标准").sum() == len(of_place)
    assert set(whole.frame.loc[whole.frame["最近实际"].isna(), "实际属于"]) <= {""}


@pytest.mark.parametrize("place", PLACES)
def test_a_notebook_s_table_of_targets_says_whose_a_level_is(place):
    told = assess(place).readable()["latest"]
    assert told.str.contains("（所在市标准）").sum() == (DECREED["region_code"] == place).sum()


@pytest.mark.parametrize(("place", "key", "year"), KEYS)
def test_the_growth_page_s_tables_say_whose_a_level_is(app, client, place, key, year):
    page = next(page for page in dash.page_registry.values() if page["path"] == "/growth")
    with app.server.test_request_context("/growth"):
        shown = page["layout"](region=place, indicator=key)
    rows = {text(row.children[0]): text(row) for row in shown._traverse() if type(row).__name__ == "Tr"}
    assert "（所在市标准）" in rows[str(year)]
    answer = client.get(f"/download/growth.csv?region={place}&indicator={key}").data.decode("utf-8-sig")
    taken = {row["年份"]: row for row in csv.DictReader(io.StringIO(answer))}
    assert taken[str(year)]["已知水平属于"] == "所在市标准"
    for row in taken.values():
        assert bool(row["已知水平属于"]) == bool(row["已知水平"])
        assert ("（所在市标准）" in rows[row["年份"]]) == (row["已知水平属于"] == "所在市标准")


def test_the_command_s_table_says_whose_a_level_is():
    place, key, year = KEYS[0]
    indicator = key.partition(".")[0]
    row = DECREED.iloc[0]
    options = [part for name in ("residence", "arrangement") if row[name] for part in (f"--{name}", row[name])]
    command = [sys.executable, "-m", "analysis", "growth", place, indicator, *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (line,) = [line for line in said.splitlines() if line.startswith("│") and f" {year} " in line]
    assert "（所在市标准）" in line


def test_who_is_behind_and_slowing_down_is_told_with_the_owner_of_the_level(data):
    red = data.view(Comparison.of).twice_red({one.code for one in data.regions})
    inherited = [row for row in red if row.source_level != "own"]
    assert inherited
    for row in red:
        said = text(compare_parts.red_list([row]))
        assert f"{row.year}年为 " in said and ("（所在市标准）" in said) == (row.source_level != "own")
        assert ("（所在市标准）" in compare_parts.summary([row, row])) == (row.source_level != "own")
