"""What is said of a yearly floor ("每年不低于 5%", "每年下降 5% 以上"): it is a promise about each year, whatever level
is reached.

A row is one of `analysis.words.targets`.
"""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import wording

EXACT = 10  # decimals: a printed growth is repeated as it is printed


def span(first: int, last: int) -> str:
    """2021—2025年, or 2025年."""
    return f"{last}年" if first >= last else f"{first}—{last}年"


def years(row: Mapping) -> str:
    """What is known of each year of a yearly floor: 2024年做到，2021—2023年间至少一年没有做到，2025年的增幅未公布.

    Of a fall 降幅 is not published.
    """
    kept, broken = _years(row["floor_years_kept"]), _years(row["floor_years_broken"])
    inside = {str(year) for part in broken if "-" in part for year in range(*_ends(part))}
    left = [year for year in _years(row["floor_years_open"]) if year not in inside]
    spans = [f"{part.replace('-', '—')}年间至少一年没有做到" for part in broken if "-" in part]
    single = [year for year in broken if "-" not in year]
    said = [
        f"{_spans(kept)}做到" if kept else "",
        f"{_spans(single)}没有做到" if single else "",
        *spans,
        f"{_spans(left)}的{'降' if _falls(row) else '增'}幅未公布" if left else "",
    ]
    return "，".join(filter(None, said))


def _spans(listed: list[str]) -> str:
    """Years, neighbouring ones together: 2021—2023年、2025年."""
    found: list[list[int]] = []
    for year in sorted(map(int, listed)):
        if found and year == found[-1][1] + 1:
            found[-1][1] = year
        else:
            found.append([year, year])
    return "、".join(span(first, last) for first, last in found)


def condition(row: Mapping) -> str:
    """What a yearly floor asks, whatever level is reached: 2021—2025年每年都须不低于 5%; empty for other forms.

    Of a fall: 每年都须下降 5% 以上.
    """
    if row["form"] != "annual_floor" or pd.isna(row["value"]):
        return ""
    said = span(int(row["start_year"]) + 1, int(row["target_year"]))
    told = row["comparator"], row["value"], row["value_low"], row["value_high"], "%"
    if not _falls(row):
        return f"{said}每年都须{wording.valued(*told)}"
    fall = wording.fall(*told)
    return f"{said}每年都须下降{' ' if fall[:1].isdigit() else ''}{fall}"


def context(row: Mapping, figures: pd.DataFrame, places: Mapping[str, str]) -> str:
    """Published rises of the places above, which settle no year: 鞍山市2022年平均增幅 6.03%，只作参考; empty without.

    `figures`: the table, by figure_id; `places`: region_code → name.
    """
    ids = _years(row["floor_context_ids"])
    rises = [
        f"{places[rise.region_code]}{span(int(rise.period_start) + 1, int(rise.period_end))}"
        f"平均{'降' if rise.value < 0 else '增'}幅 {numerals.plain(abs(rise.value), EXACT)}%"
        for rise in figures.loc[ids].itertuples()
    ]
    return f"{'、'.join(rises)}，只作参考" if rises else ""


def _falls(row: Mapping) -> bool:
    return pd.notna(row["value"]) and row["value"] < 0


def _years(text: str) -> list[str]:
    return [] if pd.isna(text) or not text else text.split(";")


def _ends(part: str) -> tuple[int, int]:
    first, last = part.split("-")
    return int(first), int(last) + 1
