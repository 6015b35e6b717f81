"""How a promise and a level are written: what the plan prints, the level it amounts to, a known level with its owner.

A row is one of `analysis.words.targets`.
"""

from collections.abc import Mapping

import pandas as pd

from analysis.charts import wording
from analysis.codelists import definitions
from analysis.words import floors

PROMISES = {
    "annual_floor": "每年增幅",
    "annual_growth": "年均增长",
    "total_growth": "累计提高",
    "absolute_change": "增加",
    "annual_absolute_change": "每年增加",
}
FALLS = {
    "annual_floor": "每年下降",
    "annual_growth": "年均下降",
    "total_growth": "累计下降",
    "absolute_change": "减少",
    "annual_absolute_change": "每年减少",
}
RISES = ("absolute_change", "annual_absolute_change")
COMPUTED = "折算"
YEARLY = ("annual_floor", "annual_growth", "annual_absolute_change")


def promised(row: Mapping) -> str:
    """What the plan prints: 不低于 55%, 1—2 个, 每年增幅不低于 5%, 每年下降 5% 以上; the reference where it has no
    number."""
    promise = PROMISES.get(row["form"], "")
    if missing(row["value"]):
        limit = wording.LIMITS.get(row["comparator"], "").strip()
        return promise + limit + row["reference"] if row["reference"] else "未列数字"
    unit = row["unit"]
    if row["form"] in RISES and unit == "%":
        unit = "个百分点"
    told = row["comparator"], row["value"], row["value_low"], row["value_high"], unit
    if falls(row):
        return FALLS[row["form"]] + spaced(wording.fall(*told))
    said = wording.valued(*told)
    return promise + (spaced(said) if promise else said)


def falls(row: Mapping) -> bool:
    """Whether the promise is one of a fall: a growth or rise below zero."""
    return row["form"] in FALLS and not missing(row["value"]) and row["value"] < 0


def level(row: Mapping, when: str = "") -> str:
    """The level that is to be reached: 不低于 55%, 1—2 个; what is computed from a promise is marked 折算.

    `when` stands behind the mark: 折算2025年不低于 568 元.
    """
    if missing(row["target_level"]):
        return ""
    ranged = row["comparator"] == "range"
    if row["level_basis"] == "from_baseline":
        said = wording.amount(row["target_level"], row["level_unit"])
        said = f"至少 {said}" if ranged else wording.LIMITS[row["comparator"]] + said
        return f"{COMPUTED}{when}{spaced(said)}"
    if ranged and not missing(row["value_low"]):
        return promised(row)
    return wording.limit(row["comparator"], row["target_level"], row["level_unit"])


def wanted(row: Mapping, when: str = "") -> str:
    """The promise and, where it is computed, its level: 累计提高 50%（折算 3,300 元）. `when`: see `level`."""
    computed = row["level_basis"] == "from_baseline" and not missing(row["target_level"])
    return promised(row) + (f"（{level(row, when)}）" if computed else "")


def goal(row: Mapping) -> str:
    """What is wanted with its year: 2025年累计提高 50%（折算 3,300 元）.

    A promise about each year, or about the years' average, names all of them:
    2021—2025年每年增幅不低于 5%（折算2025年不低于 568 元）.
    """
    end = f"{int(row['target_year'])}年"
    if row["form"] not in YEARLY or missing(row["start_year"]) or row["start_year"] + 1 >= row["target_year"]:
        return end + spaced(wanted(row))
    return floors.span(int(row["start_year"]) + 1, int(row["target_year"])) + wanted(row, end)


def known_level(row: Mapping, prefix: str) -> str:
    """2024年为 2,690 元（所在市标准）; a level that follows from a published growth says so, a range stays one.

    `prefix`: "latest" or "baseline". Of the level's comparator, ends and how it is known what the row has is told.
    """
    if missing(row[f"{prefix}_value"]):
        return ""
    comparator = row.get(f"{prefix}_comparator")
    ends = [row.get(f"{prefix}_value_{end}") for end in ("low", "high")]
    said = wording.valued(
        "=" if missing(comparator) or not comparator else comparator,
        row[f"{prefix}_value"],
        *ends,
        row["level_unit"],
    )
    how = row.get(f"{prefix}_how_known")
    implied = not missing(how) and how.startswith("implied")
    computed = f"（{definitions.terms()['how_known'][how]}）" if implied else ""
    return f"{int(row[f'{prefix}_year'])}年为{' ' if said[:1].isdigit() else ''}{said}{whose(row, prefix)}{computed}"


def whose(row: Mapping, prefix: str) -> str:
    """（所在市标准） where a level is a standard decreed above, else empty."""
    owner = decreed_by(row[f"{prefix}_source_level"])
    return f"（{owner}）" if owner else ""


def decreed_by(source_level: object) -> str:
    """所在市标准 for a level that holds here because it is decreed above (a term of `series_level`); empty for an own
    level, and where none is known."""
    if missing(source_level) or source_level in ("", "own"):
        return ""
    return f"{definitions.terms()['series_level'][source_level]}标准"


def owners(source_levels: pd.Series) -> list[str]:
    """本地 or 所在市标准 row by row; empty where no level is known."""
    own = definitions.terms()["series_level"]["own"]
    return [decreed_by(level) or ("" if missing(level) or level == "" else own) for level in source_levels]


def spaced(text: str) -> str:
    """With the space that stands between a Chinese word and a number."""
    return (" " if text[:1].isdigit() else "") + text


def missing(value: object) -> bool:
    return value is None or pd.isna(value)
