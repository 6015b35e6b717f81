"""The chapters of a brief: targets, standards, coverage, what does not add up. None where there is nothing to say."""

import pandas as pd

from analysis import numerals
from analysis.audit import belonging
from analysis.briefing import county, gather, maps, sentences, target_tables
from analysis.briefing.exhibits import OWN_COUNTY, CountyMap
from analysis.briefing.parts import Section, Statement
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.models.levels import SEPARATOR
from analysis.research import standards
from analysis.research.workspace import Workspace

MOST_JUDGED, MOST_STANDARDS, MOST_VALUES = 12, 6, 3
COUNTY_LEVELS = ("county", "group")
TARGETS = "目标完成情况"


def of_targets(targets: pd.DataFrame, rate: float, space: Workspace) -> Section | None:
    if targets.empty:
        return None
    statements = [_count(targets, space), *sentences.of_targets(targets, rate, space.lookup)[:MOST_JUDGED]]
    remarks = tuple(statement.text for statement in statements[1:])
    return Section(TARGETS, tuple(statements), target_tables.tables(targets, rate, space, remarks))


def _count(targets: pd.DataFrame, space: Workspace) -> Statement:
    """How many targets there are, by period and outcome; how many items the plans' own tables mark."""
    documents = space.tables["documents"].set_index("document_id")
    used = documents.loc[targets["document_id"].drop_duplicates()]
    names = dict.fromkeys(f"《{row.title}》" if row.kind == "plan" else "公开报道" for row in used.itertuples())
    *earlier, last = names
    printed_in = f"{'、'.join(earlier)}{'和' if earlier else ''}{last}"
    (first, main), *rest = target_tables.periods(targets, space).items()
    stated = f"{printed_in}载有“{first}”目标 {len(main)} 项"
    outcomes = target_tables.counted(main)
    items = gather.plan_items(targets, space)
    marked = "、".join(f"{kind} {items[kind]} 项" for kind in ("约束性", "预期性") if kind in items)
    others = "、".join(f"“{period}”目标 {len(rows)} 项" for period, rows in rest)
    parts = [
        f"{stated}（同一指标分城乡、分类的各计一项）：{outcomes}",
        f"规划的指标表注明指标 {items.sum()} 项：{marked}" if marked else "",
        f"另有{others}" if others else "",
    ]
    return Statement(
        "".join(f"{part}。" for part in parts if part), tuple(targets["figure_id"]), f"{stated}：{outcomes}。"
    )


def of_standards(code: str, topic: str, targets: pd.DataFrame, rate: float, space: Workspace) -> Section | None:
    in_force = gather.within_topic(standards.standards(code, space=space), topic, space)
    rows = gather.progress_rows(code, topic, rate, space)
    graphs = gather.path_graphs(gather.to_draw(targets, in_force), rate, space)
    if not graphs and rows.empty:
        return None
    own = rows[rows["own"]]
    faster = int((rows["achieved_rate"] >= rate).sum())
    statements = []
    if len(rows) > 1:
        years = wording.years(rows["last_year"])
        ids = tuple(part for text in rows["figure_ids"] for part in text.split(SEPARATOR))
        base = int(rows["base_year"].iloc[0])
        whose = "本地" if len(own) == len(rows) else "本地及所辖地区"
        wanted = numerals.as_chosen(rate)
        if 0 < faster < len(rows):
            found = f"达到 {wanted} 的有 {faster} 项"
            short = f"{whose} {len(rows)} 项待遇标准中，{base}年以来（最近为 {years}）年均增速{found}。"
        else:
            found = f"都{'达到' if faster else '低于'} {wanted}"
            short = f"{whose} {len(rows)} 项待遇标准{base}年以来（最近为 {years}）的年均增速{found}。"
        text = f"{whose}有 {len(rows)} 项待遇标准公布了{base}年和以后的水平（最近为 {years}），年均增速{found}。"
        statements.append(Statement(text, tuple(dict.fromkeys(ids)), short))
    statements += [sentences.standard_statement(row, rate) for row in own.head(MOST_STANDARDS).to_dict("records")]
    if own.empty:
        shown = in_force.head(MOST_STANDARDS).to_dict("records")
        statements += [sentences.standard_in_force(row, gather.owner(row, space)) for row in shown]
    return Section("待遇标准的增长", tuple(statements), (*graphs, *gather.progress_graphs(rows, rate, space)))


def of_coverage(code: str, topic: str, targets: pd.DataFrame, space: Workspace, telling_only: bool) -> Section | None:
    drawn = maps.county_maps(code, topic, space, telling_only)
    graphs = gather.coverage_graphs(targets, code, space)
    listing = (
        county.coverage_table(code, topic, space)
        if space.codelists.regions.at[code, "level"] in COUNTY_LEVELS
        else None
    )
    statements = [county.applying(code, topic, space)] if listing is not None else []
    statements += [_on_map(county_map) for county_map in drawn]
    exhibits = (*graphs, *([listing] if listing is not None else []), *drawn)
    return Section("覆盖率", tuple(statements), exhibits) if exhibits else None


def _on_map(drawn: CountyMap) -> Statement:
    """How many counties have which value of their own, and whose targets apply in how many of the others; the rarest
    values are left to the list."""
    rows = drawn.listing().frame
    own, others = rows[rows["谁的数字"] == OWN_COUNTY], rows[rows["谁的数字"] != OWN_COUNTY]
    parts = [f"{row['个数']} 个县（市、区）{maps.valued(row['数值'])}" for _, row in own.head(MOST_VALUES).iterrows()]
    left = int(own["个数"].iloc[MOST_VALUES:].sum())
    parts += [f"另有 {left} 个为其他数值"] if left else []
    parts += [f"{row['个数']} 个{row['数值']}" for _, row in others.head(MOST_VALUES).iterrows()]
    text = f"{drawn.title.partition('：')[0]}：{'；'.join(parts)}。"
    return Statement(text, drawn.figure_ids, f"{drawn.title}。")


def of_findings(code: str, topic: str, space: Workspace) -> Section | None:
    """What does not add up in the place's own plan, errors first; apart from it what other plans print about it."""
    found, place = gather.findings(code, topic, space), space.region_names[code]
    statements, tables = [], []
    if len(found.own):
        statements.append(_own_findings(found.own, place))
        title = f"复核{place}规划印出的数字，发现 {len(found.own)} 处"
        tables.append(target_tables.findings(found.own, title, code, space))
    if len(found.elsewhere):
        count = len(found.elsewhere)
        of_own = "" if found.audited else f"；{place}{belonging.UNAUDITED}"
        text = f"其他规划印出、说到{place}的数字，另发现 {_counted(found.elsewhere)}，不计入{place}规划{of_own}。"
        statements.append(Statement(text, _figures_of(found.elsewhere)))
        title = f"其他规划印出、说到{place}的数字，发现 {count} 处"
        tables.append(target_tables.findings(found.elsewhere, title, code, space))
    return Section("规划数字的复核", tuple(statements), tuple(tables)) if statements else None


def _figures_of(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for text in rows["figure_ids"] for part in text.split(SEPARATOR)))


def _own_findings(rows: pd.DataFrame, place: str) -> Statement:
    found = f"复核{place}规划印出的数字，发现 "
    text = f"{found}{_counted(rows)}，引用前请核对原文。"
    return Statement(text, _figures_of(rows), f"{found}{len(rows)} 处，引用前请核对原文。")


def _counted(rows: pd.DataFrame) -> str:
    """The whole and its parts, each in a word of its own: 7 处（差错 1 处、疑点 6 处）."""
    counts, names = rows["severity"].value_counts(), definitions.terms()["severity"]
    parts = [f"{names[kind]} {counts[kind]} 处" for kind in gather.SEVERITIES if kind in counts]
    return f"{len(rows)} 处（{'、'.join(parts)}）"
