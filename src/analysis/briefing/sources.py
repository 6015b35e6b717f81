"""The list of sources: every figure that a brief rests on, numbered in the order of first use."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.briefing.exhibits import Exhibit, Graph
from analysis.briefing.parts import Section, Source, Statement
from analysis.charts import wording
from analysis.codelists import definitions

LONGEST_REASON = 45


def figure_ids(statements: Iterable[Statement], sections: Iterable[Section]) -> list[str]:
    """The figures of statements and charts, in the order in which a reader meets them."""
    ids: list[str] = [figure for statement in statements for figure in statement.figure_ids]
    for section in sections:
        ids += [figure for statement in section.statements for figure in statement.figure_ids]
        ids += [figure for exhibit in section.exhibits for figure in of_exhibit(exhibit)]
    return list(dict.fromkeys(filter(None, ids)))


def of_exhibit(exhibit: Exhibit) -> list[str]:
    return list(exhibit.data.frame["figure_id"]) if isinstance(exhibit, Graph) else list(exhibit.figure_ids)


def sources(ids: list[str], lookup: Mapping[str, pd.DataFrame]) -> tuple[Source, ...]:
    """One Source a figure. `lookup`: tables `figures`, `documents`, `regions`. KeyError for an unknown figure."""
    figures = lookup["figures"].set_index("figure_id").loc[ids]
    titles = short_titles(lookup)
    places = lookup["regions"].set_index("region_code")["name_zh"]
    return tuple(
        Source(
            number=number,
            figure_id=row.Index,
            document=titles[row.document_id],
            section=_section(row),
            quote=row.quote,
            printed=_printed(row, places),
            remark=_remark(row),
            address=row.address,
        )
        for number, row in enumerate(figures.itertuples(), start=1)
    )


def short_titles(lookup: Mapping[str, pd.DataFrame]) -> pd.Series:
    """What documents are called in lists: 海城市规划, 公开报道; by document_id. The full titles are in `documents`."""
    documents = lookup["documents"].set_index("document_id")
    names = documents["region_code"].map(lookup["regions"].set_index("region_code")["name_zh"]) + "规划"
    return names.mask(documents["kind"] != "plan", "公开报道")


def documents(ids: list[str], lookup: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The documents in which the figures are printed, in order of first use."""
    used = lookup["figures"].set_index("figure_id").loc[ids, "document_id"].drop_duplicates()
    rows = lookup["documents"].set_index("document_id").loc[used]
    status = definitions.terms()["document_status"]
    return pd.DataFrame(
        {
            "简称": short_titles(lookup).loc[used].tolist(),
            "文献": rows["title"].tolist(),
            "发文机关": rows["issuers"].str.replace(";", "；").tolist(),
            "文号": rows["number"].tolist(),
            "日期": rows["date"].tolist(),
            "性质": rows["status"].map(status).tolist(),
        },
        dtype=object,
    )


def _section(row) -> str:
    return "，".join(filter(None, [row.section, f"表第 {row.table_row} 项" if row.table_row else ""]))


def _printed(row, places: pd.Series) -> str:
    """Place, year, and the number as it is used, a range as a range and a limit as a limit; where the printed one is
    another, that too."""
    year = f"{int(row.year)}年 " if pd.notna(row.year) else ""
    printed = f"{row.printed_value}{row.printed_unit}"
    if pd.isna(row.value):
        return f"{places[row.region_code]} {year}{row.reference or printed or '没有数字'}"
    used = wording.exactly(row.comparator, row.value, row.value_low, row.value_high, row.unit)
    return f"{places[row.region_code]} {year}{used}" + (f"（原印 {printed}）" if _converted(row) else "")


def _converted(row) -> bool:
    try:
        return abs(float(str(row.printed_value).replace(",", "")) - row.value) > 1e-9
    except ValueError:
        return True  # 全覆盖, 翻一番


def _remark(row) -> str:
    terms = definitions.terms()
    known = terms["how_known"].get(row.how_known, "") if row.how_known else ""
    standing = terms["source_standing"].get(row.source_standing, "") if row.source_standing else ""
    corrected = f"已更正：{_reason(row.correction)}" if row.correction else ""
    inferred = "" if row.year_stated or pd.isna(row.year) else "年份系推断"
    return "；".join(filter(None, [known, standing, inferred, corrected]))


def _reason(correction: str) -> str:
    """The reason of a correction, in brackets behind what was changed, shortened; the whole is in the data."""
    reason = correction.partition("（")[2].rstrip("）") or correction
    first = reason.partition("：")[0]
    return first if len(first) <= LONGEST_REASON else first[:LONGEST_REASON] + "……"
