"""Tables of a place's targets: those that can be judged with base, path and outcome, the others with the reason."""

from dataclasses import replace

import pandas as pd

from analysis import numerals
from analysis.audit import engine
from analysis.briefing import sentences
from analysis.briefing.exhibits import Table
from analysis.charts.chart import source_line
from analysis.codelists import definitions
from analysis.models.amounts import share
from analysis.models.levels import SEPARATOR
from analysis.research.workspace import Workspace
from analysis.words import promises
from analysis.words import targets as words

NOTE = "“—”表示没有公布或没有查到，不是零。“折算”的目标值由规划所说的增幅和基期算出，不是印出的数。"
METHOD = (
    "结论：只有目标年的实际数能判定完成与否；每年最低增幅须逐年做到。目标年已过而实际数未公布的为“到期未公布”，"
    "并注明最近一年对照从基期到目标的路径是达标还是滞后（标准按固定增速，比率和数量按等量递增）。"
)
# Settled first, then what is over, what runs, what nobody can tell.
COUNTED = ("met", "not_met", "expired_unpublished", "behind", "on_path", "met_at_base", "not_judgeable")
LAST = ("behind", "on_path", "not_comparable", "unknown")
# Whose a level is, where one of the table is decreed above: prefix → the column before it, its head.
OWNERS = {"baseline": ("基期年", "基期属于"), "latest": ("实际年", "实际属于")}
OWNER_WIDTH = 1.3
AT_RATE = "“按 {}”为从基期起按此增速推算的目标年水平，只对待遇标准计算；两类标准之比按双方同速增长计算。"
AUDIT_METHOD = (
    "规划体检：在印出的精度之内重算，任何取值都不相合的才列出。括号中是规则的代号，理由和算例见项目的“审核规则”。"
)


def periods(targets: pd.DataFrame, space: Workspace) -> dict[str, pd.DataFrame]:
    """The targets by the five-year plan that their year belongs to: the kept plans' own period first."""
    names = targets["target_year"].map(words.period)
    listed = list(dict.fromkeys(names[targets["target_year"].sort_values().index]))
    plans = words.period(int(space.tables["documents"]["period_end"].max()))
    return {name: targets[names == name] for name in sorted(listed, key=lambda name: name != plans)}


def tables(targets: pd.DataFrame, rate: float, space: Workspace, remarks: tuple[str, ...] = ()) -> tuple[Table, ...]:
    """Of each period those targets with a level to compare with, then the others.

    `remarks`: the sentences on the targets that have a level; they stand below the first table.
    """
    made: list[Table] = []
    for period, rows in periods(targets, space).items():
        known = sentences.standings(rows).isin(sentences.NEEDS_ATTENTION)
        if known.any():
            made.append(replace(_known(rows[known], period, rate, space), remarks=() if made else remarks))
        if not known.all():
            made.append(_others(rows[~known], period, space))
    return tuple(made)


def _known(rows: pd.DataFrame, period: str, rate: float, space: Workspace) -> Table:
    order = {standing: place for place, standing in enumerate(sentences.NEEDS_ATTENTION)}
    rows = rows.assign(place=sentences.standings(rows).map(order)).sort_values("place", kind="stable")
    frame = pd.DataFrame(
        {
            "目标": rows["what"].tolist(),
            "单位": rows["level_unit"].tolist(),
            "基期": rows["baseline_value"].astype("float64").tolist(),
            "基期年": _years(rows["baseline_year"]),
            "目标值": [words.level(row) or words.promised(row) for row in rows.to_dict("records")],
            "目标年": _years(rows["target_year"]),
            "最近实际": rows["latest_value"].astype("float64").tolist(),
            "实际年": _years(rows["latest_year"]),
            f"按 {numerals.as_chosen(rate)}": rows["projected"].astype("float64").tolist(),
            "结论": [words.verdict(row) for row in rows.to_dict("records")],
        }
    )
    for name in ("基期年", "目标年", "实际年"):
        frame[name] = frame[name].astype("Int64")
    widths = dict(zip(frame, (2.7, 1.6, 1.2, 1.15, 2.2, 1.15, 1.3, 1.15, 1.3, 2.6), strict=True))
    for prefix, (behind, head) in OWNERS.items():
        levels = rows[f"{prefix}_source_level"]
        if any(levels.map(promises.decreed_by)):
            frame.insert(list(frame).index(behind) + 1, head, promises.owners(levels))
            widths[head] = OWNER_WIDTH
    ids = _ids(rows)
    return Table(
        title=f"{len(rows)} 项“{period}”目标有实际数可对照：{counted(rows)}",
        frame=frame,
        widths=tuple(widths[name] for name in frame),
        source=source_line(ids, space.lookup, rows["region_code"].iloc[0]),
        note=NOTE + AT_RATE.format(numerals.as_chosen(rate)) + _implied(rows),
        method=METHOD,
        unit_column="单位",
        figure_ids=ids,
    )


def _implied(rows: pd.DataFrame) -> str:
    """Which levels follow from a published growth."""
    said = [
        f"{row.what}{int(getattr(row, f'{name}_year'))}年"
        for name in ("baseline", "latest")
        for row in rows[rows[f"{name}_how_known"].fillna("").str.startswith("implied")].itertuples()
    ]
    return f"{'、'.join(said)}的数由公布的增幅推算。" if said else ""


def _years(values: pd.Series) -> list:
    return values.astype("Int64").tolist()


def _others(rows: pd.DataFrame, period: str, space: Workspace) -> Table:
    terms = definitions.terms()["outcome_reason"]
    fields = {domain: place for place, domain in enumerate(definitions.terms()["domain"])}
    rows = rows.assign(field=rows["indicator_id"].map(space.codelists.indicators["domain"]).map(fields))
    rows = rows.sort_values(["field", "indicator_id", "residence", "arrangement", "target_year"], kind="stable")
    frame = pd.DataFrame(
        {
            "目标": rows["what"].tolist(),
            "目标值": [words.wanted(row) for row in rows.to_dict("records")],
            "目标年": _years(rows["target_year"]),
            "结论": [words.verdict(row) for row in rows.to_dict("records")],
            "依据或原因": rows["outcome_reason"].map(terms).tolist(),
        }
    )
    frame["目标年"] = frame["目标年"].astype("Int64")
    ids = _ids(rows)
    source = source_line(ids, space.lookup, rows["region_code"].iloc[0])
    title = f"{len(rows)} 项“{period}”目标没有可对照的实际数或目标水平：{counted(rows)}"
    return Table(title, frame, (4.4, 3.1, 1.4, 2.6, 4.4), source, NOTE, METHOD, figure_ids=ids)


def counted(targets: pd.DataFrame) -> str:
    """未完成 3 项、到期未公布 11 项（末次滞后 2 项、末次进度达标 3 项、无实际数 6 项）: each target once."""
    terms, parts = definitions.terms(), []
    counts = targets["outcome"].value_counts()
    for outcome in (name for name in COUNTED if name in counts):
        last = targets.loc[targets["outcome"] == outcome, "last_standing"].value_counts()
        standing = "、".join(f"{terms['last_standing'][name]} {last[name]} 项" for name in LAST if name in last)
        parts.append(f"{terms['outcome'][outcome]} {counts[outcome]} 项" + (f"（{standing}）" if standing else ""))
    return "、".join(parts)


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure for row in rows.to_dict("records") for figure in sentences.figures_of(row)))


# Of all targets, for the workbook: column → head and width in centimetres; two sheets of paper beside one another.
FIRST_PAGE = {
    "what": ("目标", 4.1), "attribute": ("属性", 1.3), "wanted": ("规划的说法", 3.1),
    "target_level": ("目标水平", 1.9), "level_unit": ("单位", 2.1), "target_year": ("目标年", 1.4),
    "baseline_value": ("基期", 1.6), "baseline_year": ("基期年", 1.3), "baseline_whose": ("基期属于", 1.5),
    "latest_value": ("最近实际", 1.7), "latest_year": ("实际年", 1.3), "latest_whose": ("实际属于", 1.5),
    "verdict": ("结论", 2.3),
}  # fmt: skip
SECOND_PAGE = {
    "needed_rate": ("所需年均增速（%）", 1.8), "achieved_rate": ("实际年均增速（%）", 1.8),
    "needed_step": ("所需每年增减", 1.6), "achieved_step": ("实际每年增减", 1.6),
    "path_value": ("路径当年应达到", 1.8), "projected": ("按所选增速到目标年", 1.8),
    "chance": ("公布值达到目标的可能性", 1.7), "outcome_reason": ("依据或原因", 4.7),
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
    records = rows.to_dict("records")
    frame = rows.assign(
        needed_rate=(rows["needed_rate"].map(numerals.needed, na_action="ignore").where(growing) * 100).round(2),
        achieved_rate=(rows["achieved_rate"].where(growing) * 100).round(2),
        needed_step=rows["needed_step"].mask(growing),
        achieved_step=rows["achieved_step"].mask(growing),
        wanted=[words.wanted(row) for row in records],
        verdict=[words.verdict(row) for row in records],
        baseline_whose=promises.owners(rows["baseline_source_level"]),
        latest_whose=promises.owners(rows["latest_source_level"]),
        chance=rows["probability"].map(share, na_action="ignore").astype(object).fillna(""),
    )[list(columns)]
    frame["outcome_reason"] = frame["outcome_reason"].map(terms["outcome_reason"]).fillna("")
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
    frame = pd.DataFrame({"程度": rows["severity"].map(severities).tolist(), "发现": rows["rule"].map(titles).tolist(),
                          **{head: rows[name].tolist() for head, name in columns.items()}}, dtype=object)  # fmt: skip
    ids = tuple(dict.fromkeys(part for text in rows["figure_ids"] for part in text.split(SEPARATOR)))
    source, note = source_line(ids, space.lookup, region_code), "“—”表示没有可重算的数。"
    return Table(title, frame, (1.2, 3.0, 7.0, 2.1, 2.3), source, note, AUDIT_METHOD, figure_ids=ids)
