"""What a brief says: conclusions, chapters, charts, tables, and what the data do not tell."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from analysis.briefing import chapters, county, gather, sources, target_tables
from analysis.briefing.parts import Brief, Section, Statement
from analysis.codelists import definitions
from analysis.research import assessed
from analysis.research.workspace import Workspace, current

ALL_TOPICS = "全部领域"


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

    `topic`: see `topic_code`. `short`: one page. Raises ValueError (Chinese) for what is unknown or ambiguous, and
    where the tables say nothing about the place and topic.
    """
    space = current()
    code, fraction = space.region(region), space.rate(rate)
    wanted, topic_name = topic_code(topic, space)
    targets = gather.within_topic(assessed.assess(code, fraction).frame, wanted, space)
    if short:
        return county.one_page(code, wanted, topic_name, fraction, targets, day, space)
    sections = [
        chapters.of_targets(targets, fraction, space),
        chapters.of_standards(code, wanted, targets, fraction, space),
        chapters.of_coverage(code, wanted, targets, space),
        chapters.of_findings(code, wanted, space),
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
        texts.append(
            f"“十四五”已于 {end} 年结束；已整理的公开实际数截至 {space.as_of} 年，"
            f"{end} 年实际数尚不齐全的，以最近一年对照目标路径。"
        )
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


def _summary(targets: pd.DataFrame, sections: tuple[Section, ...]) -> tuple[Statement, ...]:
    """The first statement of each chapter, and of the targets the few that need attention first."""
    chosen: list[Statement] = []
    for section in sections:
        most = 5 if section.heading == chapters.TARGETS else 1
        chosen += section.statements[:most]
    return tuple(chosen)
