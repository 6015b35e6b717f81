"""Tables of a place's targets: those that can be judged with base, path and outcome, the others with the reason."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis import numerals
from analysis.audit import engine
from analysis.briefing.exhibits import Table
from analysis.briefing.sentences import JUDGED, NEEDS_ATTENTION, figures_of
from analysis.charts import wording
from analysis.charts.chart import source_line
from analysis.codelists import definitions
from analysis.models.amounts import share
from analysis.models.levels import SEPARATOR
from analysis.research.workspace import Workspace

COUNTED = ("met", "met_at_base", "on_path", "behind", "not_met")
NOTE = "“—”表示没有公布或没有查到，不是零。结论按公开的最近实际数得出。"
METHOD = (
    "结论：目标年有实际数的看是否达到；没有的，以最近一年的实际数对照从基期到目标的路径"
    "（标准按固定增速，比率和数量按等量递增）。"
)
AT_RATE = "“按 {}”为从基期起按此增速推算的目标年水平，只对待遇标准计算；两类标准之比按双方同速增长计算。"
AUDIT_METHOD = (
    "规划体检：在印出的精度之内重算，任何取值都不相合的才列出。"
    "括号中是规则的代号，理由和算例见“审核规则”（docs/audit.md）。"
)


def tables(targets: pd.DataFrame, rate: float, space: Workspace, remarks: tuple[str, ...] = ()) -> tuple[Table, ...]:
    """`remarks`: the sentences on the targets that can be judged."""
    judged = targets[targets["outcome"].isin(JUDGED)]
    others = targets[~targets["outcome"].isin(JUDGED)]
    made = []
    if len(judged):
        made.append(replace(_judged(judged, rate, space), remarks=remarks))
    if len(others):
        made.append(_others(others, space))
    return tuple(made)


def _judged(rows: pd.DataFrame, rate: float, space: Workspace) -> Table:
    order = {outcome: place for place, outcome in enumerate(NEEDS_ATTENTION)}
    rows = rows.sort_values("outcome", key=lambda outcomes: outcomes.map(order), kind="stable")
    terms = definitions.terms()
    frame = pd.DataFrame(
        {
            "目标": rows["what"].tolist(),
            "单位": rows["level_unit"].tolist(),
            "基期": rows["baseline_value"].astype("float64").tolist(),
            "基期年": _years(rows["baseline_year"]),
            "目标值": rows["target_level"].astype("float64").tolist(),
            "目标年": _years(rows["target_year"]),
            "最近实际": rows["latest_value"].astype("float64").tolist(),
            "实际年": _years(rows["latest_year"]),
            f"按 {numerals.as_chosen(rate)}": rows["projected"].astype("float64").tolist(),
            "结论": rows["outcome"].map(terms["outcome"]).tolist(),
        }
    )
    for name in ("基期年", "目标年", "实际年"):
        frame[name] = frame[name].astype("Int64")
    ids = _ids(rows)
    return Table(
        title=f"{len(rows)} 项目标可以判断：{counted(rows['outcome']) if len(rows) > 1 else frame['结论'].iloc[0]}",
        frame=frame,
        widths=(3.0, 1.75, 1.25, 1.4, 1.4, 1.4, 1.75, 1.4, 1.4, 1.75),
        source=source_line(ids, space.lookup, rows["region_code"].iloc[0]),
        note=NOTE + AT_RATE.format(numerals.as_chosen(rate)),
        method=METHOD,
        unit_column="单位",
        figure_ids=ids,
    )


def _years(values: pd.Series) -> list:
    return values.astype("Int64").tolist()


def _others(rows: pd.DataFrame, space: Workspace) -> Table:
    terms = definitions.terms()["outcome_reason"]
    fields = {domain: place for place, domain in enumerate(definitions.terms()["domain"])}
    rows = rows.assign(field=rows["indicator_id"].map(space.codelists.indicators["domain"]).map(fields))
    rows = rows.sort_values(["field", "indicator_id", "residence", "arrangement", "target_year"], kind="stable")
    frame = pd.DataFrame(
        {
            "目标": rows["what"].tolist(),
            "目标值": [_wanted(row) for row in rows.to_dict("records")],
            "目标年": _years(rows["target_year"]),
            "无法判断的原因": rows["outcome_reason"].map(terms).tolist(),
        }
    )
    frame["目标年"] = frame["目标年"].astype("Int64")
    ids = _ids(rows)
    source = source_line(ids, space.lookup, rows["region_code"].iloc[0])
    return Table(_unknown(rows), frame, (5.0, 3.1, 1.55, 6.2), source, NOTE, METHOD, figure_ids=ids)


def _unknown(rows: pd.DataFrame) -> str:
    """How many cannot be judged, and of how many nothing at all is known."""
    text, dark = f"{len(rows)} 项目标尚不能判断", int((rows["outcome_reason"] == "no_level_known").sum())
    if dark == len(rows):
        return f"{text}：没有公布基期数，也没有公布实际数"
    return f"{text}，其中 {dark} 项既没有基期数也没有实际数" if dark else text


def counted(outcomes: pd.Series) -> str:
    """完成 1 项、滞后 2 项; "" where nothing is judged."""
    counts, terms = outcomes.value_counts(), definitions.terms()["outcome"]
    return "、".join(f"{terms[name]} {counts[name]} 项" for name in COUNTED if name in counts)


def _wanted(row: Mapping) -> str:
    if pd.notna(row["target_level"]):
        unit = row["level_unit"]
        return wording.LIMITS[row["comparator"]] + _with_unit(row["target_level"], unit)
    if pd.notna(row["value"]):
        form = definitions.terms()["target_form"][row["form"]]
        return f"{form}{wording.LIMITS[row['comparator']].strip()} {_with_unit(row['value'], row['unit'])}"
    return row["reference"]


def _with_unit(value: float, unit: str) -> str:
    """A standard in full, 1,680 元/人·月; sums and counts as 50 亿元, 25.55 万张."""
    if unit.startswith("元/"):
        return numerals.with_unit(wording.number(value, unit), unit)
    number = numerals.scaled(value) if value >= numerals.LARGE[-1][0] else wording.number(value, unit)
    return wording.with_unit(number, unit)


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure for row in rows.to_dict("records") for figure in figures_of(row)))


# Of all targets, for the workbook: column → head and width in centimetres; two sheets of paper beside one another.
FIRST_PAGE = {
    "what": ("目标", 4.6), "attribute": ("属性", 1.4), "form": ("形式", 1.9), "comparator": ("比较符", 1.5),
    "target_level": ("目标水平", 1.9), "level_unit": ("单位", 2.1), "target_year": ("目标年", 1.4),
    "baseline_value": ("基期", 1.7), "baseline_year": ("基期年", 1.4), "latest_value": ("最近实际", 1.9),
    "latest_year": ("实际年", 1.4), "outcome": ("结论", 1.9),
}  # fmt: skip
SECOND_PAGE = {
    "needed_rate": ("所需年均增速（%）", 1.8), "achieved_rate": ("实际年均增速（%）", 1.8),
    "needed_step": ("所需每年增减", 1.6), "achieved_step": ("实际每年增减", 1.6),
    "path_value": ("路径当年应达到", 1.8), "projected": ("按所选增速到目标年", 1.8),
    "chance": ("达到的可能性", 1.7), "evidence_grade": ("证据等级", 1.3), "outcome_reason": ("依据或原因", 3.4),
    "figure_id": ("目标的数字", 2.6),
}  # fmt: skip
ABOUT_ALL = (
    "年均增速只对待遇标准和两类标准之比（落后一方多增的幅度）计算，其他目标列每年增减；"
    "所需增速只入不舍，照它增长就能达到目标。"
)


def everything(rows: pd.DataFrame) -> Table:
    """All assessed targets of the place for the workbook: numbers as numbers, codes as Chinese terms."""
    terms, columns = definitions.terms(), FIRST_PAGE | SECOND_PAGE
    growing = rows["money"] | rows["pair"]
    settled = rows["outcome"].isin(("met", "not_met"))
    frame = rows.assign(
        needed_rate=(rows["needed_rate"].map(numerals.needed, na_action="ignore").where(growing) * 100).round(2),
        achieved_rate=(rows["achieved_rate"].where(growing) * 100).round(2),
        needed_step=rows["needed_step"].mask(growing),
        achieved_step=rows["achieved_step"].mask(growing),
        chance=rows["probability"].mask(settled).map(share, na_action="ignore").astype(object).fillna(""),
    )[list(columns)]
    for name, terms_name in (("form", "target_form"), ("comparator", "comparator"), ("outcome", "outcome"),
                             ("outcome_reason", "outcome_reason")):  # fmt: skip
        frame[name] = frame[name].map(terms[terms_name]).fillna("")
    for name in ("target_year", "baseline_year", "latest_year"):
        frame[name] = frame[name].astype("Int64")
    heads = {name: head for name, (head, _) in columns.items()}
    return Table(
        title="本地全部目标",
        frame=frame.rename(columns=heads).reset_index(drop=True),
        widths=tuple(width for _, width in columns.values()),
        source="",
        note=NOTE + ABOUT_ALL,
        unit_column=heads["level_unit"],
        own_units={heads[name]: "%" for name in ("needed_rate", "achieved_rate")},
        page_break=len(FIRST_PAGE),
    )


def findings(rows: pd.DataFrame, title: str, region_code: str, space: Workspace) -> Table:
    """What the audit found. `rows`: rows of the processed table `findings`; `region_code`: the brief's place."""
    severities = definitions.terms()["severity"]
    columns = {"说明": "message", "印出的": "printed", "重算的": "recomputed"}
    titles = {code: f"{rule.title}（{code}）" for code, rule in engine.rules().items()}
    frame = pd.DataFrame({"程度": rows["severity"].map(severities).tolist(), "疑点": rows["rule"].map(titles).tolist(),
                          **{head: rows[name].tolist() for head, name in columns.items()}}, dtype=object)  # fmt: skip
    ids = tuple(dict.fromkeys(part for text in rows["figure_ids"] for part in text.split(SEPARATOR)))
    source, note = source_line(ids, space.lookup, region_code), "“—”表示没有可重算的数。"
    return Table(title, frame, (1.2, 3.0, 7.0, 2.1, 2.3), source, note, AUDIT_METHOD, figure_ids=ids)
