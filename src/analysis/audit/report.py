"""Findings with everything that a reader needs beside them, for text, JSON and the page."""

import pandas as pd

from analysis.audit import belonging
from analysis.audit.engine import SEPARATOR, SEVERITIES, rules
from analysis.audit.inputs import Tables
from analysis.audit.wording import number
from analysis.codelists import definitions

FIGURE_FIELDS = ["figure_id", "document_id", "section", "table_row", "start", "end", "quote", "address"]


def selected(findings: pd.DataFrame, minimum: str = "note") -> pd.DataFrame:
    """The findings at least so severe; gravest first."""
    rank = findings["severity"].map(SEVERITIES.index)
    kept = rank <= SEVERITIES.index(minimum)
    order = ["rank", "rule", "document_ids", "figure_ids"]
    return findings.assign(rank=rank)[kept].sort_values(order, ignore_index=True).drop(columns="rank")


def of_plan(findings: pd.DataFrame, documents: pd.DataFrame, plan: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings of one document, and those about its place that other documents print; without a plan all."""
    if not plan:
        return findings, findings.iloc[:0]
    own = findings[findings["document_id"] == plan]
    region = documents.set_index("document_id").at[plan, "region_code"]
    return own, belonging.of_place(findings, documents, region).elsewhere


def entries(findings: pd.DataFrame, tables: Tables) -> list[dict]:
    """One dictionary a finding: its columns, Chinese names, the rule's title, the title of the document that it belongs
    to, and `figures` with quotes and places."""
    figures = tables.figures.set_index("figure_id", drop=False)[FIGURE_FIELDS]
    quote = tables.numbers.set_index("figure_id")["quote"]
    titles = tables.documents.set_index("document_id")["title"]
    indicator_names = tables.indicators.set_index("indicator_id")["name_zh"]
    severity = definitions.terms()["severity"]
    told = []
    for row in findings.itertuples(index=False):
        shown = []
        for figure in row.figure_ids.split(SEPARATOR):
            values = figures.loc[figure].to_dict()
            values |= {name: None if pd.isna(values[name]) else int(values[name]) for name in ("start", "end")}
            shown.append(values | {"quote": quote[figure], "title": titles[values["document_id"]]})
        told.append(
            row._asdict()
            | {
                "deviation": None if pd.isna(row.deviation) else row.deviation,
                "severity_name": severity[row.severity],
                "rule_title": rules()[row.rule].title,
                "region_name": tables.place[row.region_code],
                "document_title": titles[row.document_id],
                "indicator_name": indicator_names.get(row.indicator_id, ""),
                "figures": shown,
            }
        )
    return told


def where(figure: dict) -> str:
    """“一、（一）　第 1234—1239 字”, the table row, or the address of a report."""
    parts = [figure["section"].replace("\n", " ")]
    if figure["table_row"]:
        parts.append(f"指标表第 {figure['table_row']} 项")
    if figure["start"] is not None:
        parts.append(f"第 {figure['start']}—{figure['end']} 字")
    return "　".join(filter(None, [*parts, figure["address"]]))


def deviation(entry: dict) -> str:
    """“1.22 百分点”; empty where the rule measures no distance."""
    return "" if not entry["deviation"] else f"{number(entry['deviation'], 4)} {entry['deviation_unit']}".strip()


def summary(findings: pd.DataFrame) -> str:
    """“共 60 条：5 个差错、22 个疑点、33 个提示；其中 1 条已核对接受。”"""
    names = definitions.terms()["severity"]
    counts = findings["severity"].value_counts()
    parts = "、".join(f"{counts.get(code, 0)} 个{names[code]}" for code in SEVERITIES)
    accepted = int((findings["accepted"] != "").sum())
    return f"共 {len(findings)} 条：{parts}" + (f"；其中 {accepted} 条已核对接受。" if accepted else "。")


def text(told: list[dict]) -> str:
    """The findings for a terminal: what, where, printed and recomputed, then every figure with its place."""
    lines = []
    for entry in told:
        head = "　".join(
            filter(None, [entry["severity_name"], entry["rule"], entry["region_name"], entry["rule_title"]])
        )
        lines += [head, f"  {entry['message']}", f"  出自：《{entry['document_title']}》"]
        measured = [f"印出：{entry['printed']}"]
        if entry["recomputed"]:
            measured.append(f"对照：{entry['recomputed']}")
        if deviation(entry):
            measured.append(f"相差：{deviation(entry)}")
        lines.append("  " + "　".join(measured))
        if entry["accepted"]:
            lines.append(f"  已接受：{entry['accepted']}")
        for figure in entry["figures"]:
            quote = figure["quote"].replace("\n", "")
            lines.append(f"    {figure['figure_id']}　{where(figure)}　“{quote}”")
        lines.append("")
    return "\n".join(lines)


def explanation(code: str) -> str:
    """A rule's title, gravest severity, reason and worked example."""
    rule = rules()[code]
    severity = definitions.terms()["severity"][rule.severity]
    return f"{rule.code}　{rule.title}（最高为{severity}）\n\n理由：{rule.reason}\n\n算例：{rule.example}"
