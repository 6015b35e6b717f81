"""Axes, their titles and the legend of a native chart."""

from analysis.briefing.grid import Grid
from analysis.briefing.native.looks import Look, run_properties, text_look
from analysis.briefing.ooxml import node

AXES = ("111111111", "222222222")


def axis_ids() -> list:
    return [node("c:axId", val=number) for number in AXES]


def axes(grid: Grid, look: Look) -> list:
    lines = grid.over_years
    scale = grid.scale
    grey = node("a:solidFill", node("a:schemeClr", node("a:lumMod", val=85_000), val="bg1"))
    dark = node(
        "a:solidFill", node("a:schemeClr", node("a:lumMod", val=65_000), node("a:lumOff", val=35_000), val="tx1")
    )
    category = node(
        "c:catAx",
        node("c:axId", val=AXES[0]),
        node("c:scaling", node("c:orientation", val="minMax" if lines else "maxMin")),
        node("c:delete", val=0),
        node("c:axPos", val="b" if lines else "l"),
        node("c:numFmt", formatCode="General", sourceLinked=0),
        node("c:majorTickMark", val="out" if lines else "none"),
        node("c:minorTickMark", val="none"),
        node("c:tickLblPos", val="low"),
        node("c:spPr", node("a:ln", dark, w=9525)),
        text_look(look),
        node("c:crossAx", val=AXES[1]),
        node("c:crosses", val="autoZero"),
        node("c:auto", val=0),
        node("c:lblAlgn", val="ctr"),
        node("c:lblOffset", val=100),
        None if lines else node("c:tickLblSkip", val=1),  # every item keeps its name
        node("c:noMultiLvlLbl", val=1),
    )
    value = node(
        "c:valAx",
        node("c:axId", val=AXES[1]),
        node(
            "c:scaling",
            node("c:orientation", val="minMax"),
            None if grid.open_above else node("c:max", val=scale.high),
            node("c:min", val=scale.low),
        ),
        node("c:delete", val=0),
        node("c:axPos", val="l" if lines else "b"),
        node("c:majorGridlines", node("c:spPr", node("a:ln", grey, w=6350))),
        _axis_title(grid, look),
        node("c:numFmt", formatCode=scale.number_format, sourceLinked=0),
        node("c:majorTickMark", val="none"),
        node("c:minorTickMark", val="none"),
        node("c:tickLblPos", val="nextTo" if lines else "high"),
        node("c:spPr", node("a:ln", node("a:noFill"))),
        text_look(look),
        node("c:crossAx", val=AXES[0]),
        node("c:crosses", val="autoZero" if lines else "max"),
        node("c:crossBetween", val="between"),
        node("c:majorUnit", val=scale.step),
    )
    return [category, value]


def _axis_title(grid: Grid, look: Look):
    """The unit, upright: above the axis of lines, below that of bars."""
    run = node("a:r", run_properties("a:rPr", look, lang="zh-CN"), node("a:t", axis_text(grid)))
    paragraph = node("a:p", node("a:pPr", run_properties("a:defRPr", look)), run)
    text = node("c:tx", node("c:rich", node("a:bodyPr", rot=0, vert="horz"), node("a:lstStyle"), paragraph))
    corner = node("c:layout", node("c:manualLayout", node("c:xMode", val="edge"), node("c:yMode", val="edge"),
                                   node("c:x", val=0.005), node("c:y", val=0.005)))  # fmt: skip
    return node("c:title", text, corner if grid.over_years else node("c:layout"), node("c:overlay", val=0))


def axis_text(grid: Grid) -> str:
    return grid.unit + (f"（对照：{grid.reference}）" if grid.reference else "")


def legend(grid: Grid, look: Look):
    hidden = [
        node("c:legendEntry", node("c:idx", val=2 * place), node("c:delete", val=1)) for place in range(len(grid.bands))
    ]
    if len(grid.columns) + len(grid.bands) < 2:
        return None
    return node("c:legend", node("c:legendPos", val="t"), *hidden, node("c:overlay", val=0), text_look(look))
