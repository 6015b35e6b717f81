"""The parts of docs/ that are written from the data, so that they cannot go stale: `python -m analysis docs`.

A page holds `<!-- generated: NAME -->` … `<!-- end -->`; what stands between is replaced by BLOCKS[NAME]().
"""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.audit import engine
from analysis.codelists import definitions
from analysis.documentation import backtest, backtest_clusters, floor_backtest, licences, markdown

BLOCK = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def refresh(text: str) -> str:
    """The page with each block written anew. Raises KeyError for a block that does not exist."""
    return BLOCK.sub(lambda match: f"{match[1]}\n{BLOCKS[match[2]]().strip()}\n\n{match[3]}", text)


def pages(root: Path) -> dict[Path, str]:
    """Every Markdown page of docs/ that has a block, as it should be now."""
    found = {path: path.read_text(encoding="utf-8") for path in sorted((root / "docs").glob("*.md"))}
    return {path: refresh(text) for path, text in found.items() if BLOCK.search(text)}


def table_reference() -> str:
    """Each table: meaning, number of rows, key, columns with an example row."""
    parts = []
    for table in tables.schemas().values():
        frame = tables.read(table.name)
        fullest = (frame.astype(str).replace({"": pd.NA, "nan": pd.NA, "<NA>": pd.NA}).notna().sum(axis=1)).idxmax()
        columns = pd.DataFrame(
            {
                "列": [f"`{column.name}`" for column in table.columns],
                "类型": [column.type for column in table.columns],
                "含义": [column.about + ("（可空）" if column.empty else "") for column in table.columns],
                "例": [frame.at[fullest, column.name] for column in table.columns],
            },
            dtype=object,
        )
        key = "、".join(f"`{name}`" for name in table.key)
        parts.append(
            f"### `{table.name}`（{len(frame):,} 行）\n\n{table.about}键：{key}。\n\n{markdown.table(columns)}"
        )
    return "\n\n".join(parts)


def figure_counts() -> str:
    """Figures by document and kind."""
    figures, documents = tables.read("figures"), tables.read("documents").set_index("document_id")
    kinds = definitions.terms()["kind"]
    counts = figures.pivot_table(index="document_id", columns="kind", values="number", aggfunc="count", fill_value=0)
    counts = counts.reindex(columns=list(kinds), fill_value=0).rename(columns=kinds).astype(int)
    counts["合计"] = counts.sum(axis=1)
    counts.loc["合计"] = counts.sum()
    titles = [documents["title"].get(index, "") for index in counts.index]
    return markdown.table(counts.reset_index(names="文献").assign(标题=titles).astype(object))


def indicator_counts() -> str:
    """Indicators by domain, and how many of them are coverage rates."""
    frame = definitions.indicators().groupby("domain")["coverage"].agg(["size", "sum"])
    names = definitions.terms()["domain"]
    frame = frame.reindex([domain for domain in names if domain in frame.index])
    return markdown.table(
        pd.DataFrame(
            {
                "领域": [names[domain] for domain in frame.index],
                "指标数": frame["size"].tolist(),
                "其中覆盖率": frame["sum"].tolist(),
            }
        )
    )


def coverage_counts() -> str:
    """County rows by role and the level their value comes from."""
    frame = tables.read("coverage")
    roles, levels = definitions.terms()["role"], definitions.terms()["source_level"]
    counts = frame.pivot_table(index="source_level", columns="role", values="value", aggfunc="count", fill_value=0)
    counts = (
        counts.reindex(index=list(levels), columns=list(roles), fill_value=0)
        .astype(int)
        .rename(index=levels, columns=roles)
    )
    return markdown.table(counts.reset_index(names="数值来自").astype(object))


def audit_rules() -> str:
    """Every rule of the audit: what it finds, why, and a worked example, from the docstrings."""
    names, parts = definitions.terms(), []
    for letter, family in names["rule_family"].items():
        parts.append(f"### {letter} {family}")
        for rule in (rule for code, rule in engine.rules().items() if code.startswith(letter)):
            gravest = names["severity"][rule.severity]
            parts.append(f"**{rule.code} {rule.title}**（最高为{gravest}）。{rule.reason}\n\n> {rule.example}")
    return "\n\n".join(parts)


def audit_counts() -> str:
    """Findings by severity and the document that they belong to."""
    findings, documents = tables.read("findings"), tables.read("documents").set_index("document_id")
    names = definitions.terms()["severity"]
    counts = findings.groupby(["document_id", "severity"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(names), fill_value=0).rename(columns=names)
    titles = [documents["title"][index] for index in counts.index]
    return markdown.table(counts.reset_index(names="文献").assign(标题=titles).astype(object))


BLOCKS: dict[str, Callable[[], str]] = {
    "tables": table_reference,
    "figure-counts": figure_counts,
    "indicator-counts": indicator_counts,
    "coverage-counts": coverage_counts,
    **backtest.BLOCKS,
    **licences.BLOCKS,
    **backtest_clusters.BLOCKS,
    **floor_backtest.BLOCKS,
    "audit-rules": audit_rules,
    "audit-counts": audit_counts,
}
