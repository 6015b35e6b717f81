"""Colours and typefaces of Office files: the charts' palette as a theme, so that staff can recolour and refont.

Typefaces are named, never embedded: 微软雅黑, 方正小标宋, 仿宋 and the like belong to their makers and lie on the
office PCs; where they do not, Office and WPS put another one in their place.
"""

import colorsys
import re

from analysis.briefing.ooxml import node
from analysis.charts import theme

INK, PAPER = "1B1B1B", "FFFFFF"
SHADE = "F2F4F7"  # of table heads and rules
ACCENTS = (*theme.CATEGORICAL, theme.SEQUENTIAL[4])
MAP_ACCENT = "accent6"
SCREEN_FONT = "微软雅黑"

SLOTS = {
    "dk1": INK,
    "lt1": PAPER,
    "dk2": theme.CATEGORICAL[0],
    "lt2": SHADE,
    **{f"accent{place}": colour for place, colour in enumerate(ACCENTS, start=1)},
    "hlink": theme.CATEGORICAL[1],
    "folHlink": theme.MUTED,
}


def themed(xml: bytes, east_asian: tuple[str, str], latin: tuple[str, str]) -> bytes:
    """A theme part with the project's colours and (heading, body) typefaces in place of its own."""
    text = xml.decode("utf-8")
    colours = "".join(
        f'<a:{slot}><a:srgbClr val="{colour.lstrip("#").upper()}"/></a:{slot}>' for slot, colour in SLOTS.items()
    )
    text = re.sub(
        r"(<a:clrScheme name=)\"[^\"]*\"(>).*?(</a:clrScheme>)", rf'\1"民政分析"\2{colours}\3', text, flags=re.DOTALL
    )
    for slot, asian, western in zip(("major", "minor"), east_asian, latin, strict=True):
        fonts = f'<a:latin typeface="{western}"/><a:ea typeface="{asian}"/><a:cs typeface=""/>'
        fonts += f'<a:font script="Hans" typeface="{asian}"/>'
        text = re.sub(rf"(<a:{slot}Font>).*?(</a:{slot}Font>)", rf"\1{fonts}\2", text, flags=re.DOTALL)
    return text.encode("utf-8")


def sequential(colour: str) -> list:
    """The changes that make a step of the sequential palette out of MAP_ACCENT (in HSL, as Office computes them).

    A map drawn so follows the theme: with another accent its classes stay evenly lighter and darker.
    """
    hue, light, saturation = _hls(ACCENTS[5])
    wanted_hue, wanted_light, wanted_saturation = _hls(colour)
    changes = []
    if abs(wanted_hue - hue) > 1 / 720:
        changes.append(node("a:hueOff", val=round((wanted_hue - hue) * 360 * 60_000)))
    changes.append(node("a:satMod", val=round(wanted_saturation / saturation * 100_000)))
    factor = min(1.0, wanted_light / light)
    changes.append(node("a:lumMod", val=round(factor * 100_000)))
    if wanted_light > light:
        changes.append(node("a:lumOff", val=round((wanted_light - light) * 100_000)))
    return changes


def _hls(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour.lstrip("#")[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return colorsys.rgb_to_hls(red, green, blue)


def is_dark(colour: str) -> bool:
    """Whether white letters read better on it than black ones."""
    red, green, blue = (int(colour.lstrip("#")[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.18
