"""What a brief says: conclusions, chapters, charts, tables, and what the data do not tell."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from analysis.briefing import county, gather, sentences, sources, target_tables
from analysis.briefing.parts import Brief, Section, Statement
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.models.levels import SEPARATOR
from analysis.research import assessed, standards
from analysis.research.workspace import Workspace, current

ALL_TOPICS = "全部领域"
MOST_JUDGED, MOST_STANDARDS = 12, 6
COUNTY_LEVELS = ("county", "group")


def topics() -> dict[str, str]:
    """What a brief can be narrowed to: Chinese name of a domain → its code."""
    return {name: code for code, name in definitions.terms()["domain"].items()}


def topic_code(text: str, space: Workspace) -> tuple[str, str]:
    """Code and name of a topic: a domain or an indicator, by code or Chinese name; ("", ALL_TOPICS) for "".

    Raises ValueError (Chinese, with the choices) for what is neither.
    """
    if text in ("", ALL_TOPICS):
        return "", ALL_TOPICS
    names = definitions.terms()["domain"]
    if text in names or text in topics():
        code = text if text in names else topics()[text]
        return code, names[code]
    try:
        code = space.indicator_id(text)
    except ValueError as error:
        raise ValueError(f"没有主题“{text}”；可用的领域：{'、'.join(topics())}；或一个指标（{error}）") from None
    return code, space.indicator(code)["name_zh"]


def compose(region: str, topic: str = "", rate: float | str = "8%", *, day: date, short: bool = False) -> Brief:
    """The brief of a place, by code or unambiguous name. `day` is printed on it and stands in the file names.

    `topic`: see `topic_code`. `short`: one page. Raises ValueError (Chinese) for what is unknown or ambiguous, and where
    the tables say nothing about the place and topic.
    """
    space = current()
    code, fraction = space.region(region), space.rate(rate)
    wanted, topic_name = topic_code(topic, space)
    targets = gather.within_topic(assessed.assess(code, fraction).frame, wanted, space)
    if short:
        return county.one_page(code, wanted, topic_name, fraction, targets, day, space)
    sections = [
        _targets_section(targets, fraction, space),
        _standards_section(code, wanted, targets, fraction, space),
        _coverage_section(code, wanted, targets, space),
        _findings_section(code, wanted, space),
    ]
    sections = tuple(section for section in sections if section)
    place = space.region_names[code]
    if not sections:
        raise ValueError(f"数据中没有{place}“{topic_name}”的目标、标准或覆盖率，写不成简报")
    summary = _summary(targets, sections)
    return finish(
        region_code=code,
        topic=topic_name,
        title=f"{place}“十四五”民政事业目标进展" + ("" if not wanted else f"：{topic_name}"),
        summary=summary,
        sections=sections,
        day=day,
        space=space,
        tables={"本地全部目标": target_tables.everything(targets)} if len(targets) else {},
    )


def finish(
    region_code: str,
    topic: str,
    title: str,
    summary: Iterable[Statement],
    sections: tuple[Section, ...],
    day: date,
    space: Workspace,
    place: str = "",
    short: bool = False,
    tables: dict[str, pd.DataFrame] | None = None,
) -> Brief:
    """Adds what follows from the parts: sources, definitions, what the data do not tell.

    `place` where files are to carry more than the region's name.
    """
    summary = tuple(summary)
    ids = sources.figure_ids(summary, sections)
    figures = space.tables["figures"].set_index("figure_id").loc[ids]
    return Brief(
        region_code=region_code,
        place=place or space.region_names[region_code],
        topic=topic,
        day=day,
        title=title,
        subtitle=_basis(figures, space),
        summary=summary,
        sections=sections,
        sources=sources.sources(ids, space.lookup),
        documents=sources.documents(ids, space.lookup),
        definitions=_definitions(figures, space),
        caveats=_caveats(figures, space, day),
        short=short,
        tables=tables or {},
    )


def _basis(figures: pd.DataFrame, space: Workspace) -> str:
    kinds = space.tables["documents"].set_index("document_id")["kind"]
    documents = figures["document_id"].drop_duplicates()
    plans = int((documents.map(kinds) == "plan").sum())
    reports = len(documents) - plans
    parts = [f" {plans} 份规划" if plans else "", "公开报道" if reports else ""]
    return f"依据{'和'.join(filter(None, parts))}中的 {len(figures)} 个数字"


def _definitions(figures: pd.DataFrame, space: Workspace) -> pd.DataFrame:
    indicators = space.codelists.indicators.loc[figures["indicator_id"].drop_duplicates()]
    columns = {"name_zh": "指标", "unit": "单位", "definition": "定义"}
    return indicators[list(columns)].rename(columns=columns).reset_index(drop=True)


def _caveats(figures: pd.DataFrame, space: Workspace, day: date) -> tuple[str, ...]:
    texts = ["“—”表示没有公布或没有查到，不是零。没有数据的，本文不作推断。"]
    end = int(space.tables["documents"]["period_end"].max())
    if day.year > end:
        texts.append(f"“十四五”已于 {end} 年结束；已整理的公开实际数截至 {space.as_of} 年，{end} 年实际数尚不齐全的，以最近一年对照目标路径。")
    second_hand = int((figures["source_standing"] == "second_hand").sum())
    if second_hand:
        texts.append(f"引用的数字中有 {second_hand} 个来自转载，使用前请核对原文。")
    inferred = figures.index[figures["correction"] != ""]
    if len(inferred):
        texts.append(f"引用的数字中有 {len(inferred)} 个对印刷错误作了更正，见“资料来源”。")
    drafts = space.tables["documents"].set_index("document_id").loc[figures["document_id"].drop_duplicates()]
    drafts = drafts[drafts["status"] == "draft_for_comment"]
    texts += [f"《{title}》为征求意见稿。" for title in drafts["title"] if "征求意见稿" not in title]
    return tuple(texts)


def _targets_section(targets: pd.DataFrame, rate: float, space: Workspace) -> Section | None:
    if targets.empty:
        return None
    judged = _in_reading_order(targets[targets["outcome"].isin(sentences.JUDGED)])
    statements = [_count(targets, space), *(sentences.target_statement(row, rate) for row in sentences.alike(judged.to_dict("records"))[:MOST_JUDGED])]
    exhibits = target_tables.tables(targets, rate, space)
    return Section("目标完成情况", tuple(statements), exhibits)


def _in_reading_order(frame: pd.DataFrame) -> pd.DataFrame:
    order = {outcome: place for place, outcome in enumerate(sentences.NEEDS_ATTENTION)}
    return frame.assign(place_in_order=frame["outcome"].map(order)).sort_values("place_in_order", kind="stable")


def _count(targets: pd.DataFrame, space: Workspace) -> Statement:
    """How many targets there are, how many can be judged, with which outcome."""
    documents = space.tables["documents"].set_index("document_id")["title"]
    names = [f"《{documents[document]}》" for document in targets["document_id"].drop_duplicates()]
    binding = targets["attribute"].value_counts()
    kinds = "、".join(f"{kind} {binding[kind]} 项" for kind in ("约束性", "预期性") if kind in binding)
    text = f"{'、'.join(names)}载有目标 {len(targets)} 项" + (f"（注明{kinds}）" if kinds else "")
    outcomes, terms = targets["outcome"].value_counts(), definitions.terms()["outcome"]
    judged = "、".join(f"{terms[name]} {outcomes[name]} 项" for name in ("met", "met_at_base", "on_path", "behind", "not_met") if name in outcomes)
    left = int(outcomes.get("not_judgeable", 0))
    if judged:
        text += f"，按公开数据可以判断 {len(targets) - left} 项：{judged}"
        text += f"；其余 {left} 项没有公布基期数或实际数，无法判断" if left else ""
    else:
        text += "，均没有公布可对照的基期数或实际数，无法判断是否完成"
    return Statement(text + "。", tuple(targets["figure_id"]))


def _standards_section(code: str, topic: str, targets: pd.DataFrame, rate: float, space: Workspace) -> Section | None:
    in_force = gather.within_topic(standards.standards(code), topic, space)
    rows = gather.progress_rows(code, topic, rate, space)
    graphs = gather.path_graphs(gather.to_draw(targets, in_force), rate)
    if not graphs and rows.empty:
        return None
    own = rows[rows["own"]]
    faster = int((rows["achieved_rate"] >= rate).sum())
    statements = []
    if len(rows) > 1:
        years = wording.years(rows["last_year"])
        ids = tuple(part for text in rows["figure_ids"] for part in text.split(SEPARATOR))
        text = f"本地及所辖地区有 {len(rows)} 项待遇标准公布了 {int(rows['base_year'].iloc[0])} 年和以后的水平（最近为 {years}），"
        text += f"年均增速达到 {wording.percent(rate)} 的有 {faster} 项" if faster else f"年均增速都低于 {wording.percent(rate)}"
        statements.append(Statement(text + "。", tuple(dict.fromkeys(ids))))
    statements += [sentences.standard_statement(row, rate) for row in own.head(MOST_STANDARDS).to_dict("records")]
    if own.empty:
        statements += [sentences.standard_in_force(row) for row in in_force.head(MOST_STANDARDS).to_dict("records")]
    return Section("待遇标准的增长", tuple(statements), (*graphs, *gather.progress_graphs(rows, rate)))


def _coverage_section(code: str, topic: str, targets: pd.DataFrame, space: Workspace) -> Section | None:
    maps = gather.county_maps(code, topic, space)
    graphs = gather.coverage_graphs(targets, code, space)
    listing = county.coverage_table(code, topic, space) if space.codelists.regions.at[code, "level"] in COUNTY_LEVELS else None
    statements = [county.applying(code, topic, space)] if listing is not None else []
    for drawn in maps:
        own = sum(value.own for value in drawn.values.values())
        known = len(drawn.values)
        text = f"{drawn.title.split('：')[0]}：{len(drawn.drawing.counties)} 个县（市、区）中 {known} 个有适用的数字，其中本县（市、区）自有的 {own} 个"
        text += "，其余沿用上级规划" if known > own else ""
        missing = len(drawn.drawing.counties) - known
        statements.append(Statement(text + (f"；{missing} 个没有数据。" if missing else "。"), drawn.figure_ids))
    exhibits = (*graphs, *([listing] if listing is not None else []), *maps)
    return Section("覆盖率", tuple(statements), exhibits) if exhibits else None


def _findings_section(code: str, topic: str, space: Workspace) -> Section | None:
    """What does not add up in the place's own plan, errors first."""
    rows = gather.findings(code, topic, space)
    if rows.empty:
        return None
    counts = rows["severity"].value_counts()
    names = definitions.terms()["severity"]
    kinds = "、".join(f"{names[kind]} {counts[kind]} 处" for kind in gather.SEVERITIES if kind in counts)
    ids = tuple(dict.fromkeys(part for text in rows["figure_ids"] for part in text.split(SEPARATOR)))
    text = f"复核{space.region_names[code]}规划印出的数字，发现疑点 {len(rows)} 处（{kinds}），引用前请核对原文。"
    return Section("规划数字中的疑点", (Statement(text, ids),), (target_tables.findings(rows, space),))


def _summary(targets: pd.DataFrame, sections: tuple[Section, ...]) -> tuple[Statement, ...]:
    """The first statement of each chapter, and of the targets the few that need attention first."""
    chosen: list[Statement] = []
    for section in sections:
        most = 5 if section.heading == "目标完成情况" else 1
        chosen += section.statements[:most]
    return tuple(chosen)
