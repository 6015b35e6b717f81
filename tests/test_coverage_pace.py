"""Coverage targets of counties: each is counted once, and what is over asks for no pace."""

import pandas as pd
import pytest

from analysis.research import coverage

TABLE = pd.DataFrame(
    [
        # start, its year, target, target year
        (50.0, 2025, 40.0, 2025),  # done
        (50.0, 2025, 60.0, 2025),  # not done
        (100.0, 2020, 100.0, 2020 + 5),  # at the target in 2020, the final value unpublished
        (50.0, 2020, 60.0, 2025),
        (70.0, 2024, 60.0, 2030),
        (50.0, 2024, 60.0, 2030),
        (float("nan"), None, 60.0, 2030),
    ],
    columns=["start_value", "start_year", "target_value", "target_year"],
).astype({"start_year": "Int64"})


def test_each_target_is_counted_once():
    found = coverage.standings(TABLE, 2025)
    assert list(found.values()) == [1] * 6
    assert sum(found.values()) == TABLE["start_value"].notna().sum()


def test_what_is_reached_in_a_year_that_is_over_is_one_item():
    """海城's only item: 100% in 2020, promised for 2025."""
    (said,) = coverage.standings(TABLE.iloc[[2]], 2025).items()
    assert said == ("期限已过、期末数未公布，最近公布的水平已达到目标", 1)


@pytest.mark.parametrize(("as_of", "paces"), [(2024, [0.0, 2.0]), (2025, [None, None])])
def test_no_pace_is_asked_of_a_target_whose_year_is_over(as_of, paces):
    rows = TABLE.iloc[[2, 3]].rename(columns={"start_value": "baseline_value", "start_year": "baseline_year"})
    rows = rows.assign(observed_value=float("nan"), observed_year=pd.NA)
    found = coverage._pace(rows, as_of)["pace"].astype("object")
    assert found.where(found.notna(), None).tolist() == paces


def test_the_real_table_asks_no_pace_of_what_is_over():
    table = coverage.paces()
    assert table.loc[table["target_year"] <= 2025, "pace"].isna().all()
    assert table["start_value"].notna().sum() == sum(coverage.standings(table, 2025).values())
