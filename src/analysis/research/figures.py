"""The figure of a result: which chart draws which data."""

import importlib
import pkgutil

from analysis import charts
from analysis.charts.chart import ChartData

# No tool bar: its words are English and one of its buttons uploads the chart. A double click resets the axes.
CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}


def plot(result):
    """A `go.Figure` of a ChartData, or of a result that has `chart()`. Raises TypeError for anything else."""
    data = result if isinstance(result, ChartData) else result.chart() if hasattr(result, "chart") else None
    if data is None:
        raise TypeError(f"不会画 {type(result).__name__}：请给出 growth、assess、scenario 的结果，或图的数据")
    _without_tool_bar()
    return importlib.import_module(f"{charts.__name__}.{data.chart}").figure(data)


def _without_tool_bar() -> None:
    import plotly.io

    for name in ("plotly_mimetype", "notebook"):  # how figures show themselves in Jupyter
        plotly.io.renderers[name].config = {**(plotly.io.renderers[name].config or {}), **CONFIG}


def names() -> list[str]:
    """The charts there are: the modules of analysis.charts that have `data` and `figure`."""
    modules = (
        importlib.import_module(f"{charts.__name__}.{module.name}") for module in pkgutil.iter_modules(charts.__path__)
    )
    return sorted(module.__name__.rpartition(".")[2] for module in modules if {"data", "figure"} <= set(vars(module)))
