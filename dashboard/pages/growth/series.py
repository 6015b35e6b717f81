"""Which series the page 增长路径 can show: what is known in a region, what an address's key means, what compares."""

from collections.abc import Sequence
from functools import lru_cache

from analysis.codelists import definitions
from analysis.domain.series import DIMENSIONS, measure_key
from analysis.models import answers as models
from analysis.models.answers import Answer
from analysis.models.levels import is_fact
from analysis.research.workspace import Workspace

RATE = 0.08
PLAN = 5  # years


@lru_cache(maxsize=128)
def answers(space: Workspace, region_code: str, indicator_id: str, marks: tuple[str, ...] = ()) -> list[Answer]:
    """All series and targets of an indicator in a region, at RATE; with `marks` (urban, dispersed) only these."""
    terms = definitions.terms()
    wanted = {name: mark for name in ("residence", "arrangement") for mark in marks if mark in terms[name]}
    return models.answers(space.tables, space.codelists, region_code, indicator_id, RATE, wanted)


def keys(found: Sequence[Answer]) -> list[str]:
    """Each answer as addresses name it: orphan_standard.dispersed; with the year where a series has several targets."""
    plain = [measure_key(answer.row) for answer in found]
    return [
        f"{key}.{answer.row['target_year']}" if plain.count(key) > 1 else key
        for key, answer in zip(plain, found, strict=True)
    ]


def find(space: Workspace, region_code: str, key: str) -> tuple[Answer, str] | None:
    """What `key` means in a region, and its full key there. With fewer distinctions than there are it means the first
    that has them; with more (散居 where the target makes no difference) the part of what there is; else None."""
    indicator, *marks = key.split(".")
    found = answers(space, region_code, indicator)
    known = dict(zip(keys(found), found, strict=True))
    having = [one for one in known if set(marks) <= set(one.split(".")[1:])]
    if key in known or having:
        first = key if key in known else having[0]
        return known[first], first
    narrowed = answers(space, region_code, indicator, tuple(marks))
    known = dict(zip(keys(narrowed), narrowed, strict=True))
    return (known[key], key) if key in known else None


def comparable(space: Workspace, answer: Answer) -> dict[str, str]:
    """Other regions with levels for the same people: region → key there; averages where there are no standards."""
    row, listed = answer.row, space.codelists.indicators
    marks = row[DIMENSIONS].tolist()
    own = space.levels[is_fact(space.levels) & (space.levels["region_code"] != row["region_code"])]
    own = own[(own[DIMENSIONS] == marks).all(axis=1) & (own["year"] >= space.base_year - PLAN)]
    found: dict[str, str] = {}
    for indicator in [row["indicator_id"], *listed.index[listed["average_of"] == row["indicator_id"]]]:
        key = ".".join(filter(None, [indicator, *marks]))
        found |= {
            region: key
            for region in own.loc[own["indicator_id"] == indicator, "region_code"].unique()
            if region not in found
        }
    return dict(sorted(found.items()))


def most_telling(space: Workspace, region_code: str) -> str:
    """What a first visit opens on: the series whose needed growth lies nearest to RATE, else a standard, else any
    indicator; "" where nothing is known."""
    rows = space.tables["assessments"]
    rows = rows[(rows["region_code"] == region_code) & rows["met_at_8_percent"].isin(["yes", "no"])]
    if rows.empty:
        listed = space.codelists.indicators
        paid = listed["quantity"].map({"average": 1, "standard": 2}).where(listed["unit"].str.startswith("元/人"), 0)
        return max(space.indicators_of(region_code), key=paid.get, default="")
    nearest = rows.loc[(rows["needed_rate"] - RATE).abs().sort_values(kind="stable").index[0]]
    return measure_key(nearest)
