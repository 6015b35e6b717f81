"""Figures and targets of civil-affairs five-year plans: the verbs that a researcher needs.

>>> import analysis
>>> targets = analysis.load("targets")  # any table of data/processed, typed
>>> answer = analysis.growth("海城市", "orphan_standard", arrangement="分散", rate="8%")
>>> answer.as_dict()["met"], round(answer.as_dict()["needed_rate"], 4)
(False, 0.0845)

`growth`, `assess`, `standards_at_rate` and `scenario` return objects that show themselves in Jupyter and hold their
data as frames; `plot` draws those that have a chart. Nothing heavy is imported before a verb is used.
"""

__all__ = ["assess", "growth", "load", "plot", "scenario", "standards_at_rate"]

_VERBS = {  # verb → module of analysis.research
    "assess": "assessed",
    "growth": "growth",
    "scenario": "scenarios",
    "standards_at_rate": "standards_at_rate",
}


def load(table: str):
    """A table of data/processed as a DataFrame; `docs/data.md` lists them. Raises DataProblems if it is not built."""
    from analysis import tables  # pandas costs half a second: only who loads a table pays for it

    return tables.read(table)


def plot(result):
    """The figure (plotly) of what `growth`, `assess` or `scenario` returned, or of a chart's data."""
    from analysis.research import figures

    return figures.plot(result)


def __getattr__(name: str):
    if name in _VERBS:
        from importlib import import_module

        return getattr(import_module(f"analysis.research.{_VERBS[name]}"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
