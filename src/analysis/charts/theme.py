"""Colours and type that all charts share: safe for colour-blind readers and in grey print.

Sequential colours run from light (little) to dark (much) in one hue, with luminance falling in even steps, so that
order survives a grey print; there is no red–green contrast anywhere. Nothing is white: white is paper, not a value.
"""

from dataclasses import dataclass
from functools import cache

FONT_STACK = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'  # local fonts only
)

CATEGORICAL = ("#00204D", "#0072B2", "#E8601C", "#56B4E9", "#DDCC77")
SEQUENTIAL = ("#D3E4F3", "#A9CDE6", "#74AFD6", "#3E8BC2", "#1763A6", "#083471")
NO_DATA = "#E6E4DF"  # a warm grey that no step of the blues can be taken for

TEXT = "#1B1B1B"
MUTED = "#5A5A5A"  # source lines and notes: still 6:1 on white
GRID = "#E3E3E3"


@dataclass(frozen=True)
class Style:
    """How one role is drawn. `dash` and `symbol` are plotly's names; they keep roles apart where colour is lost."""

    colour: str
    dash: str = "solid"
    symbol: str = "circle"
    width: float = 2.5


# What a series stands for in a chart → how it looks, the same in every chart.
ROLES = {
    "baseline": Style(CATEGORICAL[0], symbol="square"),
    "observed": Style(CATEGORICAL[0], symbol="circle"),
    "path": Style(CATEGORICAL[1], dash="dash", symbol="triangle-up"),
    "needed": Style(CATEGORICAL[2], dash="dot", symbol="diamond"),
    "target": Style(CATEGORICAL[2], symbol="diamond-open", width=1.5),
    "comparison": Style(CATEGORICAL[3], dash="dashdot", symbol="cross"),
    "event": Style(CATEGORICAL[0], symbol="circle-open"),
    "interval": Style(CATEGORICAL[4], dash="dot", width=1),
}


@cache
def template():
    """The one plotly template of the project, small because it travels with every figure (a `go.layout.Template`)."""
    import plotly.graph_objects as go  # a quarter of a second, which the maps do not need

    axis = {"gridcolor": GRID, "linecolor": MUTED, "zeroline": False, "ticks": "outside", "tickcolor": MUTED,
            "automargin": True, "title": {"font": {"size": 14}}}  # fmt: skip
    layout = {
        "font": {"family": FONT_STACK, "size": 14, "color": TEXT},
        "colorway": list(CATEGORICAL),
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "separators": ".,",
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT_STACK, "size": 13}, "align": "left"},
        "xaxis": axis,
        "yaxis": axis,
    }
    return go.layout.Template(layout=layout)


def translucent(colour: str, opacity: float) -> str:
    """`#RRGGBB` as an rgba() colour."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


# Two colours of the palette are too light to be read as text on white (below 3 : 1): the same hue, darker.
READABLE = {"#56B4E9": "#1F7DB3", "#DDCC77": "#7A6A12", "#E8601C": "#C24A0E"}


def readable(colour: str) -> str:
    return READABLE.get(colour, colour)
