"""Rows of a finding together with the words that its sentence needs."""

import pandas as pd

from analysis.audit.inputs import Tables
from analysis.audit.wording import inferred


def described(tables: Tables, frame: pd.DataFrame, figures: pd.DataFrame) -> list:
    """The rows of `frame` as named tuples, with the words for its figures.

    `figures`: positions in `tables.numbers`, same index as `frame`, the figure that is wrong first. Added: `place` and
    `name` (of the first figure's region and series), `guess` (what is inferred, as a closing clause), and of every
    column of `figures` `<column>_quote` and `<column>_name`; NaN where a row has no such figure.
    """
    numbers = tables.numbers
    first = figures.iloc[:, 0]
    words = {"place": first.map(numbers["region_code"]).map(tables.place), "guess": inferred(numbers, figures)}
    for column in figures:
        words[f"{column}_quote"] = figures[column].map(numbers["quote"])
        words[f"{column}_name"] = figures[column].map(numbers["series"]).map(tables.series_name)
    words["name"] = words[f"{figures.columns[0]}_name"]
    return list(frame.assign(**words).itertuples(index=False))
