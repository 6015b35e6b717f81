"""Figures and targets of civil-affairs five-year plans.

>>> import analysis
>>> targets = analysis.load("targets")  # any table of data/processed, typed
"""

__all__ = ["load"]


def load(table: str):
    """A table of data/processed as a DataFrame; `docs/data.md` lists them. Raises DataProblems if it is not built."""
    from analysis import tables  # pandas costs half a second: only who loads a table pays for it

    return tables.read(table)
