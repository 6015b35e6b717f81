"""The parts of docs/ that are written from the data, so that they cannot go stale: `python -m analysis docs`.

A page holds `<!-- generated: NAME -->` … `<!-- end -->`; what stands between is replaced by BLOCKS[NAME]().
"""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.codelists import definitions

BLOCK = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
EXAMPLE_WIDTH = 60


def refresh(text: str) -> str:
    """The page with each block written anew. Raises KeyError for a block that does not exist."""
    return BLOCK.sub(lambda match: f"{match[1]}\n{BLOCKS[match[2]]().strip()}\n\n{match[3]}", text)


def pages(root: Path) -> dict[Path, str]:
    """Every Markdown page of docs/ that has a block, as it should be now."""
    found = {path: path.read_text(encoding="utf-8") for path in sorted((root / "docs").glob("*.md"))}
    return {path: refresh(text) for path, text in found.items() if BLOCK.search(text)}


def _markdown(frame: pd.DataFrame) -> str:
    head = "| " + " | ".join(map(str, frame.columns)) + " |\n|" + "---|" * len(frame.columns)
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in frame.itertuples(index=False)]
    return "\n".join([head, *rows])


def _cell(value: object) -> str:
    text = "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value)
    text = text.replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= EXAMPLE_WIDTH else text[: EXAMPLE_WIDTH - 1] + "…"


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
        parts.append(f"### `{table.name}`（{len(frame):,} 行）\n\n{table.about}键：{key}。\n\n{_markdown(columns)}")
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
    return _markdown(counts.reset_index(names="文献").assign(标题=titles).astype(object))


def indicator_counts() -> str:
    """Indicators by domain, and how many of them are coverage rates."""
    frame = definitions.indicators().groupby("domain")["coverage"].agg(["size", "sum"])
    names = definitions.terms()["domain"]
    frame = frame.reindex([domain for domain in names if domain in frame.index])
    return _markdown(
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
    return _markdown(counts.reset_index(names="数值来自").astype(object))


BLOCKS: dict[str, Callable[[], str]] = {
    "tables": table_reference,
    "figure-counts": figure_counts,
    "indicator-counts": indicator_counts,
    "coverage-counts": coverage_counts,
}
