"""How roles, text and numbers look in native charts: theme colours, dashes, markers, fills."""

from dataclasses import dataclass

from analysis.briefing.ooxml import node, scheme_colour

POINT = 12_700  # EMU


@dataclass(frozen=True)
class Look:
    """Type of a chart: size in points, East Asian and Latin typeface (theme references or names)."""

    size: float = 12
    east_asian: str = "+mn-ea"
    latin: str = "+mn-lt"


@dataclass(frozen=True)
class RoleLook:
    """How a role is drawn natively; dashes and markers keep roles apart where colour is lost."""

    accent: str
    dash: str = "solid"
    marker: str = "circle"
    hollow: bool = False
    width: float = 2.25
    bar: str = "solid"  # or "hollow", "light", "hatched"


# The same roles, colours and markers as charts.theme.ROLES; accents 1 … 5 are theme.CATEGORICAL (a test compares).
ROLES = {
    "baseline": RoleLook("accent1", marker="square", bar="light"),
    "observed": RoleLook("accent1", marker="circle"),
    "path": RoleLook("accent2", dash="dash", marker="triangle"),
    "needed": RoleLook("accent3", dash="sysDot", marker="diamond", bar="hatched"),
    "target": RoleLook("accent3", marker="diamond", hollow=True, width=1.5, bar="hollow"),
    "comparison": RoleLook("accent4", dash="dashDot", marker="x"),
    "event": RoleLook("accent1", marker="circle", hollow=True),
    "interval": RoleLook("accent5", dash="sysDot", width=1),
}


def outline(role: RoleLook):
    width = round(role.width * POINT)
    return node(
        "a:ln", scheme_colour(role.accent), node("a:prstDash", val=role.dash), node("a:round"), w=width, cap="rnd"
    )


def marker_of(role: RoleLook, size: int = 7):
    line = node("a:ln", scheme_colour(role.accent), w=round(1.5 * POINT))
    fill = node("a:solidFill", node("a:schemeClr", val="bg1")) if role.hollow else scheme_colour(role.accent)
    fill = node("a:noFill") if role.marker == "x" else fill
    return node("c:marker", node("c:symbol", val=role.marker), node("c:size", val=size), node("c:spPr", fill, line))


def bar_fill(role: RoleLook) -> list:
    line = node("a:ln", scheme_colour(role.accent), w=round(1.25 * POINT))
    if role.bar == "hollow":
        return [node("a:solidFill", node("a:schemeClr", val="bg1")), line]
    if role.bar == "light":
        return [scheme_colour("bg1", node("a:lumMod", val=85_000)), line]
    if role.bar == "hatched":
        colours = node("a:fgClr", node("a:schemeClr", val=role.accent)), node("a:bgClr", node("a:schemeClr", val="bg1"))
        return [node("a:pattFill", *colours, prst="wdUpDiag"), line]
    return [scheme_colour(role.accent), line]


def text_look(look: Look, bold: bool = False, accent: str = "tx1"):
    paragraph = node(
        "a:p", node("a:pPr", run_properties("a:defRPr", look, bold, accent)), node("a:endParaRPr", lang="zh-CN")
    )
    return node("c:txPr", node("a:bodyPr"), node("a:lstStyle"), paragraph)


def run_properties(name: str, look: Look, bold: bool = False, accent: str = "tx1", **attributes):
    darker = (node("a:lumMod", val=75_000),) if accent not in ("tx1", "accent1") else ()
    fonts = node("a:latin", typeface=look.latin), node("a:ea", typeface=look.east_asian)
    return node(name, scheme_colour(accent, *darker), *fonts, sz=round(look.size * 100), b=int(bold), **attributes)
