"""Briefs that several tests look at: of real places, and a small one made by hand, also from hostile texts."""

from datetime import date
from functools import cache

import pandas as pd

from analysis.briefing import content, output
from analysis.briefing.exhibits import CountyMap, Graph, MapValue, Table
from analysis.briefing.parts import Brief, Section, Source, Statement
from analysis.charts.chart import COLUMNS, ChartData, ChartSeries
from analysis.charts.county_map import ProvinceMap, Shape

DAY = date(2026, 11, 22)
HOSTILE = (
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "<script>document.title='run'</script>",
    "]]></w:t><w:t>",
    "&amp;&lt; \"'",
    "a\x00b\x08c\x1f",
    "../../x:*?|.csv",
)


@cache
def real(place: str, short: bool = False) -> Brief:
    return content.compose(place, day=DAY, short=short)


@cache
def files(place: str, formats: tuple[str, ...] = output.STANDARD, short: bool = False) -> dict[str, bytes]:
    return output.files(real(place, short), formats)


def file(place: str, format: str, short: bool = False) -> bytes:
    """The one file of a format."""
    (found,) = files(place, (format,), short).values()
    return found


def lines(unit: str = "元/人·月", title: str = "标准按每年 8% 增长") -> Graph:
    """A growth path of two known years, a path, a target and an interval."""
    points = [
        ("基期及以前", 2019, 1000.0, None, None, "1,000 元", "a#1"),
        ("基期及以前", 2020, 1100.0, None, None, "1,100 元", "a#2"),
        ("实际", 2022, 1210.0, None, None, "1,210 元", "a#3"),
        ("按每年 8% 增长", 2020, 1100.0, None, None, "1,100 元", ""),
        ("按每年 8% 增长", 2024, 1496.5, None, None, "1,497 元", ""),
        ("80% 预测区间", 2023, None, 1250.0, 1310.0, "1,250—1,310 元", ""),
        ("80% 预测区间", 2024, None, 1280.0, 1420.0, "1,280—1,420 元", ""),
        ("目标", 2024, 1500.0, None, None, "1,500 元", "a#4"),
    ]
    roles = {
        "基期及以前": "baseline",
        "实际": "observed",
        "按每年 8% 增长": "path",
        "80% 预测区间": "interval",
        "目标": "target",
    }
    return graph("growth_path", points, roles, unit, title)


def bars(title: str = "三项覆盖率") -> Graph:
    points = [
        ("基期", "甲", 37.5, None, None, "37.5%", "a#1"),
        ("目标", "甲", 55.0, None, None, "55%", "a#2"),
        ("目标", "乙", 100.0, None, None, "100%", "a#3"),
    ]
    return graph("coverage_pace", points, {"基期": "baseline", "目标": "target"}, "%", title)


def graph(chart: str, points: list[tuple], roles: dict[str, str], unit: str, title: str) -> Graph:
    frame = pd.DataFrame(points, columns=COLUMNS).astype({"value": float, "low": float, "high": float})
    series = tuple(ChartSeries(name, role) for name, role in roles.items())
    data = ChartData(
        chart=chart,
        title=title,
        subtitle="副标题",
        unit=unit,
        frame=frame,
        series=series,
        source="资料来源：《甲规划》。",
    )
    return Graph(data, "复利。")


def county_map(title: str = "各县数值") -> CountyMap:
    """Two square counties of one city: one with a value of its own, one without any."""
    shapes = [
        Shape("990101", "甲县", "990100", "M0 0h100v100h-100z", (0, 0, 100, 100), (50, 50, 50)),
        Shape("990102", "乙区", "990100", "M100 0h100v100h-100z", (100, 0, 200, 100), (150, 50, 50)),
    ]
    drawing = ProvinceMap((200, 100), shapes, [shapes[0]], "M100 0v100")
    value = MapValue(60.0, "不低于 60%", "own", "甲县")
    return CountyMap(
        title,
        "定义",
        drawing,
        {"990101": value},
        [60.0],
        ["60%"],
        ["#3E8BC2"],
        "资料来源：《甲规划》。",
        "示意图。",
        "",
    )


def table(texts: tuple[str, ...] = ("甲", "乙")) -> Table:
    frame = pd.DataFrame(
        {
            "目标": list(texts),
            "单位": ["%"] * len(texts),
            "数值": [55.5, *[None] * (len(texts) - 1)],
            "年": pd.array([2025, *[None] * (len(texts) - 1)], dtype="Int64"),
        }
    )
    return Table("几项目标", frame, (4, 1, 1, 1), "资料来源：《甲规划》。", unit_column="单位", figure_ids=("a#1",))


def made_by_hand(texts: tuple[str, ...] = ("甲", "乙")) -> Brief:
    """Every kind of exhibit, with `texts` in every place where a text can stand."""
    first = "".join(texts)
    statements = tuple(Statement(f"{text}。", ("a#1", "a#2")) for text in texts)
    sources = tuple(
        Source(number, f"a#{number}", first, first, first[:40], "1,100 元", first) for number in (1, 2, 3, 4)
    )
    exhibits = (lines(title=first), bars(title=first), table(texts), county_map(title=first))
    documents = pd.DataFrame(
        {"简称": [first], "文献": [first], "发文机关": [""], "文号": [""], "日期": [""], "性质": ["正式印发"]},
        dtype=object,
    )
    definitions = pd.DataFrame({"指标": [first], "单位": ["%"], "定义": [first]})
    return Brief(
        region_code="990100",
        place=first,
        topic="全部领域",
        day=DAY,
        title=first,
        subtitle=first,
        summary=statements,
        sections=(Section(first, statements, exhibits),),
        sources=sources,
        documents=documents,
        definitions=definitions,
        caveats=(first,),
        tables={"本地全部目标": table(texts)},
    )
