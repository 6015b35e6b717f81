"""What a row must say of its source, and which years it can speak of as facts."""

import datetime
from urllib.parse import urlsplit

import pandas as pd

from analysis.codelists import definitions
from analysis.problems import Problem

WITHOUT_ADDRESS = "none"
SOURCE = ("how_known", "source_standing", "address")
FACTS = ("baseline", "observed", "change")  # kinds; a flow, a rule and a target may lie ahead
FORETOLD = ("expected", "plan_target", "provincial_guide", "policy_floor")  # how a year to come can be known
MOST_ROWS = 10  # of a file that are told one by one: where there are more, it is the day that is wrong
ACTION = "改正年份、kind 或 how_known"


def source_problems(row: dict, observed: bool) -> list[Problem]:
    """Of a row of figures.csv as it stands there (text): an observed one names its source, one of a plan has none."""
    told = _of_observed(row) if observed else _of_plan(row)
    return [Problem(row["file"], row["line"], *one) for one in told]


def _of_plan(row: dict) -> list[tuple[str, str, str, str]]:
    given = [f"{name}“{row[name]}”" for name in SOURCE if row[name]]
    if not given:
        return []
    found = f"规划中的数字写了 {'、'.join(given)}"
    return [("source-in-plan", found, "空：规划的出处是引文的位置", "清空这几格，或移到 data/raw/observed")]


def _of_observed(row: dict) -> list[tuple[str, str, str, str]]:
    terms, told = definitions.terms(), []
    for name in ("how_known", "source_standing"):
        if not row[name].strip():
            told.append(("without-source", f"没有 {name}", "、".join(terms[name]), f"补上 {name}"))
    address, standing = row["address"], row["source_standing"]
    if address and not is_web_address(address):
        told.append(("bad-address", f"网址是“{address}”", "完整的 http:// 或 https:// 网址", "改正 address"))
    elif address and standing == WITHOUT_ADDRESS:
        found = f"source_standing 是 {WITHOUT_ADDRESS}（无地址）而有网址"
        told.append(("bad-address", found, "两者相符", "改正 source_standing，或清空 address"))
    elif not address and standing and standing != WITHOUT_ADDRESS:
        expected = f"来源网址；确实没有的，source_standing 写 {WITHOUT_ADDRESS}"
        told.append(("without-address", "没有 address", expected, "补上 address"))
    return told


def is_web_address(text: str) -> bool:
    """
    >>> is_web_address("https://mzt.ln.gov.cn/a?b=1"), is_web_address("mzt.ln.gov.cn"), is_web_address("http://a b/")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is none
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and not any(map(str.isspace, text))


def facts_to_come(figures: pd.DataFrame, judged_on: datetime.date) -> list[Problem]:
    """A problem for each row that states a level or a change of a year after the day of judgement as a fact.

    `figures`: text columns `kind`, `how_known`, `year`, `period_end`, with `file` and `line`.
    """
    last = figures["year"].where(figures["year"] != "", figures["period_end"])
    year = pd.to_numeric(last.where(last.str.fullmatch(r"\d{4}")), errors="coerce")
    early = figures["kind"].isin(FACTS) & ~figures["how_known"].isin(FORETOLD) & (year > judged_on.year)
    expected = f"不晚于判断日所在的 {judged_on.year} 年；预计或规划的数，how_known 写 {'、'.join(FORETOLD)} 之一"
    rows = figures.loc[early, ["file", "line", "kind"]].assign(year=year[early].astype(int))
    found = []
    for file, of_file in rows.groupby("file", sort=False):
        if len(of_file) > MOST_ROWS:
            first, last = of_file["year"].min(), of_file["year"].max()
            told = f"判断日 {judged_on} 早于这份数据：{len(of_file)} 行的年份是 {first}—{last}"
            action = "按较早的日子判断，只能用那时已有的数据；否则改判断日（--as-of）"
            found.append(Problem(file, of_file["line"].min(), "fact-to-come", told, expected, action))
            continue
        found += [
            Problem(file, row.line, "fact-to-come", f"{row.kind} 的年份是 {row.year}", expected, ACTION)
            for row in of_file.itertuples()
        ]
    return found
