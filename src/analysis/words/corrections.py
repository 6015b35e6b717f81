"""A declared correction in words. The table `figures` keeps it with codes: “kind：change → baseline（reason）”."""

import re
from functools import cache

from analysis.codelists import definitions
from analysis.words.naming import place_in

EMPTY = "（空）"
CHANGE = re.compile(rf"(?:(?<=^)|(?<=；))([a-z_]+)：(\S+?) → ({EMPTY}|[^；（]+)")
FIELDS = {  # what corrections.toml may correct
    "kind": "类别",
    "form": "形式",
    "region_code": "地区",
    "indicator_id": "指标",
    "residence": "城乡",
    "arrangement": "供养方式",
    "subgroup": "人群或口径",
    "comparator": "比较符",
    "printed_value": "印出的数",
    "printed_unit": "印出的单位",
    "unit_read_as": "推断的单位",
    "year": "年份",
    "period_start": "起始年",
    "period_end": "末年",
}


def worded(correction: str) -> str:
    """The cell `correction` of a figure as people read it; codes that the codelists do not have stay as they are.

    >>> worded("form：absolute_change → level；kind：change → baseline（原文缺“到”）")
    '形式：增减量 → 水平值；类别：增减幅度 → 基期水平（原文缺“到”）'
    """

    def told(change: re.Match) -> str:
        field, before, after = change.groups()
        names = _names(field)
        return f"{FIELDS.get(field, field)}：{names.get(before, before)} → {names.get(after, after)}"

    return CHANGE.sub(told, correction)


@cache
def _names(field: str) -> dict[str, str]:
    """Code → name of a field's cells; empty for fields without codes."""
    if field == "region_code":
        regions = definitions.regions()
        return {code: place_in(code, regions) for code in regions.index}
    if field == "indicator_id":
        return definitions.indicators()["name_zh"].to_dict()
    return definitions.subgroups() if field == "subgroup" else definitions.terms().get(field, {})
