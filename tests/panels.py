"""Small tables for the tests of trend, probability and backtest."""

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models.levels import COLUMNS

STANDARD = {"quantity": "standard", "unit": "元/人·月", "direction": "more", "lower_bound": 0.0, "upper_bound": 5000.0}
RATE = {"quantity": "rate", "unit": "%", "direction": "more", "lower_bound": 0.0, "upper_bound": 100.0}
COUNT = {"quantity": "count", "unit": "张", "direction": "more", "lower_bound": 0.0, "upper_bound": 1e7}


def indicators(**kinds: dict) -> pd.DataFrame:
    """The indicators table from `name=STANDARD` and the like; each may name an `average_of`."""
    rows = [{"indicator_id": name, "average_of": "", **kind} for name, kind in kinds.items()]
    return pd.DataFrame(rows)


def levels(*series: dict) -> pd.DataFrame:
    """Levels as `known_levels` gives them, from series like `{"region": "210381", "of": "dibao", 2020: 650}`.

    Numbers are years; other keys are columns that hold for the whole series (`residence`, `how_known`, `comparator` …).
    """
    rows = []
    for one in series:
        usual = dict.fromkeys(SERIES, "") | {
            "comparator": "=",
            "how_known": "published",
            "source_standing": "official",
            "origin": "report",
            "unit": "",
            "year_stated": True,
        }
        same = usual | {key: value for key, value in one.items() if isinstance(key, str)}
        same |= {"region_code": same.pop("region"), "indicator_id": same.pop("of")}
        years = {key: value for key, value in one.items() if isinstance(key, int)}
        rows += [same | {"year": year, "value": float(value)} for year, value in years.items()]
    frame = pd.DataFrame(rows)
    frame["figure_id"] = frame["figure_ids"] = [f"test#{number}" for number in range(len(frame))]
    frame["year"] = frame["year"].astype("Int64")
    frame["value_low"] = frame["value_high"] = frame["value"]
    text = [name for name in COLUMNS if name not in ("year", "value", "value_low", "value_high", "year_stated")]
    return frame[COLUMNS].astype(dict.fromkeys(text, "str"))


def panel(
    regions: int,
    years: list[int],
    of: str = "dibao",
    seed: int = 0,
    growth: tuple[float, float] = (0.08, 0.02),
    noise: float = 0.03,
) -> pd.DataFrame:
    """A random walk with its own drift for each region, on the logarithm; `growth` is mean and spread of the drifts."""
    random = np.random.default_rng(seed)
    gaps = np.diff(years, prepend=years[0])
    drift = random.normal(*growth, regions)[:, None]
    steps = drift * gaps + random.normal(0, noise, (regions, len(years))) * np.sqrt(gaps)
    start = random.normal(6, 0.3, regions)[:, None]
    values = np.exp(start + np.cumsum(steps, axis=1)).tolist()
    named = (dict(zip(years, row, strict=True)) for row in values)
    return levels(*({"region": f"{110000 + number}", "of": of, **row} for number, row in enumerate(named)))


def target(level: float, year: int = 2025, region: str = "110000", of: str = "dibao", **other: object) -> dict:
    """A row of the targets table."""
    usual = dict.fromkeys(SERIES, "") | {
        "form": "level",
        "comparator": ">=",
        "value": level,
        "value_low": np.nan,
        "value_high": np.nan,
        "target_level": level,
    }
    return usual | {"region_code": region, "indicator_id": of, "target_year": year, "figure_id": "goal#1"} | other
