"""The parts of docs/ that are written from the data, so that they cannot go stale: `python -m analysis docs`.

A page holds `<!-- generated: NAME -->` … `<!-- end -->`; what stands between is replaced by BLOCKS[NAME]().
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.audit import engine
from analysis.codelists import definitions
from analysis.models import backtest, probability
from analysis.models.levels import known_levels

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


RULE_COLUMNS = {"error": "平均绝对误差（%）", "bias": "平均误差（%）", "inside_50": "50% 区间命中（%）",
                "inside_80": "80% 区间命中（%）", "brier": "布赖尔分数"}  # fmt: skip
CLEARLY = 2  # standard errors
SPANS = {"1年": (1, 1), "2年": (2, 2), "3—5年": (3, 5), "6年以上": (6, 99)}


@cache
def _forecasts(folder: Path) -> pd.DataFrame:
    names = ("baselines", "observations", "figures", "indicators")
    baselines, observations, figures, indicators = (tables.read(name, folder) for name in names)
    return backtest.forecasts(known_levels(baselines, observations, figures), indicators)


def _model_forecasts() -> pd.DataFrame:
    return _forecasts(paths.processed())[lambda cases: cases["rule"] == "model"]


def _comparable(several: bool) -> pd.DataFrame:
    """The forecasts that every rule makes: of series with two known years or more, or with one (no last rate then)."""
    cases = _forecasts(paths.processed())
    return cases[cases["points"] > 1] if several else cases[(cases["points"] == 1) & (cases["rule"] != "last_rate")]


def backtest_scores() -> pd.DataFrame:
    """The measures of each rule (`backtest.scores`), `known` saying which series: one known year, or two and more."""
    parts = {"two_or_more": _comparable(True), "one": _comparable(False)}
    return pd.concat([backtest.scores(cases).assign(known=known) for known, cases in parts.items()], ignore_index=True)


def _measures(scores: pd.DataFrame, label: pd.Series) -> str:
    found = pd.DataFrame({"": label.tolist(), "预测数": scores["forecasts"].astype(str).tolist()}, dtype=object)
    for name, title in RULE_COLUMNS.items():
        digits = 3 if name == "brier" else 0 if name.startswith("inside") else 1
        found[title] = [f"{value:.{digits}f}".replace("-", "−") if value == value else "—" for value in scores[name]]
    return _markdown(found)


def _rules(several: bool) -> str:
    """Each rule on the same forecasts."""
    scores = backtest.scores(_comparable(several))
    return _measures(scores, scores["rule"].map(definitions.terms()["backtest_rule"]))


def backtest_by_span() -> str:
    """The model's forecasts by how far ahead they reach."""
    cases = _model_forecasts()
    parts = [cases[cases["ahead"].between(*span)].assign(span=name) for name, span in SPANS.items()]
    scores = backtest.scores(pd.concat(parts), ("span",))
    return _measures(scores, scores["span"])


def backtest_words() -> str:
    """What became of what the model called likely or unlikely."""
    found = backtest.reliability(_model_forecasts())
    return _markdown(
        pd.DataFrame(
            {
                "说法": found["word"].map(definitions.terms()["probability_word"]),
                "次数": found["forecasts"],
                "模型说的可能性（%）": (found["said"] * 100).round().astype(int),
                "实际达到（%）": (found["reached"] * 100).round().astype(int),
            }
        ).astype(object)
    )


def _against(rule: str, several: bool) -> str:
    """A rule against the model, in words: one is better only where they differ by CLEARLY many standard errors."""
    parts = []
    for measure, name, digits in (("error", "绝对误差", 1), ("brier", "布赖尔分数", 3)):
        row = backtest.differences(_comparable(several), measure).set_index("rule").loc[rule]
        above, error = round(row["difference"], digits) + 0.0, row["standard_error"]
        clear = abs(row["difference"]) > CLEARLY * error
        verdict = ("模型较好" if above > 0 else "模型较差") if clear else "分不出高下"
        parts.append(f"{name}比模型 {above:+.{digits}f} ± {error:.{digits}f}（{verdict}）".replace("-", "−"))
    return "，".join(parts)


def backtest_summary() -> str:
    """The findings in sentences, with their numbers."""
    rules, lines = definitions.terms()["backtest_rule"], []
    for several, name in ((True, "已知两年以上"), (False, "只知一年")):
        model = backtest.scores(_comparable(several)).set_index("rule").loc["model"]
        lines.append(
            f"{name}的 {model['series']:.0f} 个数列（来自 {model['clusters']:.0f} 个地市、省或全国）、"
            f"{model['forecasts']:.0f} 次预测：平均绝对误差 {model['error']:.1f}%，80% 区间命中 "
            f"{model['inside_80']:.0f}%，50% 区间命中 {model['inside_50']:.0f}%；平均误差 {model['bias']:+.1f}%"
            f"（正数为预测偏高）。".replace("-", "−")
        )
        others = ["eight_percent_spread", "peer_mean"] + (["peer_median", "empirical_bayes"] if several else [])
        lines += [f"{name}，“{rules[rule]}”：{_against(rule, several)}。" for rule in others]
    return "\n".join(f"- {line}" for line in lines)


def evidence_grades() -> str:
    """What each grade of evidence takes."""
    rows = [
        {
            "等级": grade,
            "本地已知年份": f"至少 {needed['points']} 个",
            "其中官方或新闻公布": f"至少 {needed['strong_share'] * 100:.0f}%" if needed["strong_share"] else "不限",
            "本地增速的份额": f"至少 {needed['own_share'] * 100:.0f}%" if needed["own_share"] else "不限",
            "同类的范围": "或".join(definitions.terms()["peer_scope"][scope] for scope in needed["peers"]),
        }
        for grade, needed in probability.GRADES.items()
    ]
    rows.append({"等级": "D"} | dict.fromkeys(list(rows[0])[1:], "其余"))
    return _markdown(pd.DataFrame(rows, dtype=object))


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
    return _markdown(counts.reset_index(names="文献").assign(标题=titles).astype(object))


BLOCKS: dict[str, Callable[[], str]] = {
    "tables": table_reference,
    "figure-counts": figure_counts,
    "indicator-counts": indicator_counts,
    "coverage-counts": coverage_counts,
    "backtest-summary": backtest_summary,
    "backtest-rules": lambda: _rules(several=True),
    "backtest-rules-one-year": lambda: _rules(several=False),
    "backtest-spans": backtest_by_span,
    "backtest-words": backtest_words,
    "evidence-grades": evidence_grades,
    "audit-rules": audit_rules,
    "audit-counts": audit_counts,
}
