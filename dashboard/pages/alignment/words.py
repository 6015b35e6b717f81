"""What the page 目标衔接 calls things: relations between levels, and promises as short as its tables need them."""

from collections.abc import Mapping, Sequence

from analysis.domain.series import MEASURE
from analysis.words import promises
from dashboard.shared import wording

BINDING, EXPECTED = "约束性", "预期性"
AVERAGE = "平均标准"  # of the places below: no standard of any of them
# What is said of a place's target against the nearest one above: code → words, and the name of its colours in app.css.
# A place with several targets is judged by the one that comes first here.
RELATIONS = {
    "less": ("低于上级", "warn"),
    "weaker": ("比较词较弱", "warn"),
    "more": ("高于上级", "good"),
    "same": ("与上级相同", "fair"),
    "applies": ("适用上级", "none"),
    "form": ("形式不同", "none"),
    "unlike": ("不能直接比较", "none"),
    "count": ("数量目标", "none"),
    "step": ("阶段目标", "none"),
    "alone": ("上级没有", "none"),
    "unknown": ("上级规划未收录", "none"),
    "top": ("全国目标", "none"),
    "inapplicable": ("不适用", "none"),
    "unplanned": ("规划未收录", "none"),
    "nobody": ("均无同期目标", "none"),
}
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}  # a limit of a negative growth, as one of the fall's size
# Every row of the table is of one kind; these say nothing beside a place's own value or its dash, and stand in the
# filters alone.
UNSAID = ("top", "nobody")


def kind(row: Mapping) -> tuple:
    """Whom a promise is for."""
    return tuple(row[name] for name in MEASURE)


def promised(row: Mapping) -> tuple:
    """Equal for promises that say the same."""
    return (*kind(row), *(row[name] for name in ("form", "comparator", "value", "at")))


def measure(row: Mapping) -> str:
    return "growth" if row["form"] in promises.PROMISES else "level"


def all_values(rows: Sequence[Mapping]) -> str:
    """Each value once; what is binding says so."""
    said = [value_text(row) + (f"（{BINDING}）" if row["attribute"] == BINDING else "") for row in rows]
    return "、".join(dict.fromkeys(said))


def value_text(row: Mapping) -> str:
    """As it is promised, with signs for words: ≥60%, 每年增幅≥5%, 每年下降≥5%, 减少15 分钟, 每年增幅不低于省定目标."""
    shown = {name: float("nan") if row[name] is None else row[name] for name in ("value", "value_low", "value_high")}
    said, unit = promises.PROMISES.get(row["form"], ""), row["unit"]
    if row["form"] in promises.RISES and unit == "%":
        unit = "个百分点"
    comparator = row["comparator"]
    if promises.falls(row):
        said, comparator = promises.FALLS[row["form"]], TURNED.get(comparator, comparator)
        shown = {name: -shown[other] for name, other in zip(shown, ("value", "value_high", "value_low"), strict=True)}
    return said + wording.value_text({**row, **shown, "comparator": comparator, "unit": unit})
