"""What follows from the parts of a brief: its sources, definitions, and what the data do not tell."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from analysis.audit import belonging
from analysis.briefing import sources
from analysis.briefing.exhibits import Table
from analysis.briefing.parts import Brief, Section, Statement
from analysis.research.workspace import Workspace


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
    tables: dict[str, Table] | None = None,
) -> Brief:
    """Adds what follows from the parts: sources, definitions, what the data do not tell.

    `place` where files are to carry more than the region's name.
    """
    summary = tuple(summary)
    ids = sources.figure_ids(summary, sections)
    figures = space.tables["figures"].set_index("figure_id").loc[ids]
    audited = belonging.of_place(space.tables["findings"], space.tables["documents"], region_code).audited
    said = any(belonging.UNAUDITED in statement.text for statement in summary)
    unaudited = () if audited or said else (f"{space.region_names[region_code]}{belonging.UNAUDITED}。",)
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
        caveats=(*_caveats(figures, space), *unaudited),
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


def _caveats(figures: pd.DataFrame, space: Workspace) -> tuple[str, ...]:
    texts = ["“—”表示没有公布或没有查到，不是零。没有数据的，本文不作推断。"]
    if space.as_of >= int(space.tables["documents"]["period_end"].max()):
        texts.append(
            f"目标按{space.as_of}年年底的情况判断：只有期末实际数能判定完成与否，没有公布的为“到期未公布”，附最近一年的情况。"
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
