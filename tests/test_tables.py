"""Table declarations: written and read back the same; breaks are named."""

import pandas as pd
import pytest

from analysis import paths, tables
from analysis.codelists import definitions
from analysis.problems import DataProblems


@pytest.mark.parametrize("name", list(tables.schemas()))
def test_written_and_read_back_the_same(name, tmp_path):
    frame = tables.read(name)
    tables.write(frame, name, tmp_path)
    pd.testing.assert_frame_equal(tables.read(name, tmp_path), frame)
    assert (tmp_path / f"{name}.csv").read_bytes() == (paths.processed() / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("table", tables.schemas().values(), ids=lambda table: table.name)
def test_declarations_are_complete(table):
    assert table.about.endswith("。")
    for column in table.columns:
        assert column.about, column.name
        assert column.type in tables.DTYPES, column.name
        assert not column.terms or column.terms in definitions.terms(), column.name
        resource, _, field = column.refers.partition(".")
        assert not resource or field in tables.schemas()[resource].column_names, column.name
    assert set(table.key + table.id + table.sort) <= set(table.column_names)


@pytest.mark.parametrize("table", tables.schemas().values(), ids=lambda table: table.name)
def test_tables_are_sorted_and_every_column_that_is_not_optional_is_filled(table):
    frame = tables.read(table.name)
    pd.testing.assert_frame_equal(frame, frame.sort_values(table.sort, ignore_index=True))
    for column in table.columns:
        if not column.empty:
            assert not frame[column.name].isna().any(), column.name
            assert column.type != "text" or (frame[column.name] != "").all(), column.name


def test_a_missing_table_says_what_to_do(tmp_path):
    with pytest.raises(DataProblems, match=r"没有这张表.*analysis build"):
        tables.read("coverage", tmp_path)


def test_a_table_of_an_older_schema_says_what_to_do(tmp_path):
    (tmp_path / "regions.csv").write_text("region_code,name_zh\n210000,辽宁省\n", encoding="utf-8")
    with pytest.raises(DataProblems, match=r"列与当前版本不同.*analysis build"):
        tables.read("regions", tmp_path)


def test_a_broken_table_says_what_to_do(tmp_path):
    (tmp_path / "regions.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(DataProblems, match=r"读不出.*analysis build"):
        tables.read("regions", tmp_path)


def changed(**cells) -> dict[str, pd.DataFrame]:
    frames = {name: tables.read(name) for name in ("regions", "documents", "indicators", "figures")}
    for column, value in cells.items():
        frames["figures"].loc[0, column] = value
    return frames


def test_check_passes_the_real_tables():
    tables.check(changed())


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"kind": "guess"}, "列 kind 的第 0 行是 guess"),
        ({"region_code": "999999"}, "'999999' 不在 regions.region_code 中"),
        ({"indicator_id": ""}, "列 indicator_id 的 '' 不在"),
        ({"unit": ""}, "列 unit 的第 0 行"),
        ({"figure_id": "anshan-2021-2025#2"}, "键重复"),
    ],
)
def test_check_names_each_break(cells, message):
    with pytest.raises(DataProblems, match=message):
        tables.check(changed(**cells))
