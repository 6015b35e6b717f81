"""The codelists as tables: indicators, regions with their lineage, the closed vocabularies.

Every reader is cached and returns a fresh frame's worth of read-only data; nothing is read at import.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis import textfiles

FOLDER = Path(str(files("analysis.codelists")))

INDICATOR_FIELDS = (
    "name_zh",
    "name_en",
    "domain",
    "quantity",
    "counted_over",
    "unit",
    "direction",
    "bounds",
    "coverage",
    "targets_apply_to",
    "definition",
)
OPTIONAL_INDICATOR_FIELDS = ("average_of", "numerator", "denominator")

# Series outside civil affairs that ratios and references name; the project holds no figures of them.
EXTERNAL_SERIES = ("disposable_income", "low_income_threshold", "average_wage", "consumption_growth", "poverty_line")

# How a quantity is expected to move between two years: decreed money standards grow by a rate (METHODS of the project:
# docs/methods.md), shares and stocks by equal steps, prescribed parameters in one step.
PATH_OF_QUANTITY = {
    "standard": "geometric",
    "average": "geometric",
    "rate": "linear",
    "ratio": "linear",
    "density": "linear",
    "count": "linear",
    "amount": "linear",
    "area": "linear",
    "norm": "step",
}


@cache
def terms() -> dict[str, dict[str, str]]:
    """Vocabulary name → code → Chinese name."""
    return textfiles.read_toml(FOLDER / "terms.toml")


@cache
def subgroups() -> dict[str, str]:
    """Code of a sub-population or variant → Chinese name."""
    return {code: entry["name_zh"] for code, entry in textfiles.read_toml(FOLDER / "subgroups.toml").items()}


@cache
def number_words() -> dict[str, tuple[float, str]]:
    """Word that stands for a number → its value and the unit that it implies ("" where it implies none)."""
    entries = textfiles.read_toml(FOLDER / "number_words.toml")
    return {word: (float(entry["value"]), entry.get("unit", "")) for word, entry in entries.items()}


@cache
def references() -> dict[str, dict[str, str]]:
    """Printed reference ("省定目标") → `means` (vocabulary reference_means) and, where it names one, `series`."""
    return textfiles.read_toml(FOLDER / "references.toml")


@cache
def left_out_patterns() -> tuple[tuple[str, str], ...]:
    """(regular expression, reason) of numbers that say nothing about policy."""
    entries = textfiles.read_toml(FOLDER / "left_out.toml")["pattern"]
    return tuple((entry["regex"], entry["reason"]) for entry in entries)


@cache
def indicators() -> pd.DataFrame:
    """One row an indicator, indexed by `indicator_id`, sorted; `bounds` split into `lower_bound`, `upper_bound`."""
    entries = textfiles.read_toml(FOLDER / "indicators.toml")
    frame = pd.DataFrame.from_dict(entries, orient="index")
    frame = frame.reindex(columns=[*INDICATOR_FIELDS, *OPTIONAL_INDICATOR_FIELDS])
    frame[list(OPTIONAL_INDICATOR_FIELDS)] = frame[list(OPTIONAL_INDICATOR_FIELDS)].fillna("")
    frame["lower_bound"] = frame["bounds"].str[0].astype(float)
    frame["upper_bound"] = frame["bounds"].str[1].astype(float)
    frame["path"] = frame["quantity"].map(PATH_OF_QUANTITY)
    return frame.drop(columns="bounds").rename_axis("indicator_id").sort_index()


@cache
def regions() -> pd.DataFrame:
    """One row a region, indexed by `region_code` (six-character text, groups with a suffix such as `210300-u`)."""
    frame = pd.read_csv(FOLDER / "regions.csv", dtype=str, keep_default_na=False)
    return frame.set_index("region_code").sort_index()


@cache
def region_changes() -> dict[str, str]:
    """Code of earlier years → code in force now, over as many changes as lie between.

    From `region_changes.csv`, after the ministry's yearly lists of codes: `year` is the one from which on the new code
    holds.
    """
    rows = [row.cells for row in textfiles.read_csv(FOLDER / "region_changes.csv", ("old_code", "new_code", "year"))]
    next_code = {row["old_code"]: row["new_code"] for row in rows}
    now = {}
    for old, new in next_code.items():
        way = [new]
        while way[-1] in next_code and len(way) <= len(next_code):
            way.append(next_code[way[-1]])
        now[old] = way[-1]
    return now


@cache
def lineage() -> pd.DataFrame:
    """All (region_code, ancestor_code, distance) pairs; each region is its own ancestor at distance 0."""
    parent = regions()["parent_code"]
    step = pd.DataFrame({"region_code": parent.index, "ancestor_code": parent.index})
    steps = []
    distance = 0
    while len(step):
        steps.append(step.assign(distance=distance))
        step = step.assign(ancestor_code=step["ancestor_code"].map(parent))
        step = step[step["ancestor_code"] != ""]
        distance += 1
    return pd.concat(steps, ignore_index=True).sort_values(["region_code", "distance"], ignore_index=True)


def province_of() -> pd.Series:
    """Province code of each region below the nation, indexed by region code."""
    pairs = lineage().merge(regions()[["level"]], left_on="ancestor_code", right_index=True)
    return pairs[pairs["level"] == "province"].set_index("region_code")["ancestor_code"]
