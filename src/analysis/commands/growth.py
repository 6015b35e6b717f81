import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems

if TYPE_CHECKING:
    from analysis.models.answers import Answer
    from analysis.models.levels import Codelists

KNOWN_IN = ("baselines", "observations", "targets")
TABLES = ("documents", "figures", "baselines", "observations", "targets", "assessments")


def run(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[地区] [指标]",
            help="地区：代码（210381）或名称（海城市、鞍山铁西、鞍山 铁东区）；不给则列出各地的货币标准。"
            "指标：标识（orphan_standard）或中文名称；不给则列出这个地区的货币标准。",
        ),
    ] = None,
    residence: Annotated[str | None, typer.Option(help="城乡：urban（城市）或 rural（农村）。")] = None,
    arrangement: Annotated[str | None, typer.Option(help="方式：collective（集中）或 dispersed（分散）。")] = None,
    subgroup: Annotated[str | None, typer.Option(help="其他人群或口径。")] = None,
    rate: Annotated[str, typer.Option(help="每年增速，如 8% 或 0.08。")] = "8%",
    as_json: AsJson = False,
) -> None:
    """一项标准或指标按某一增速能否达到目标：基期、目标、所需增速、达到年份、实际进度和可能性；不给指标则逐项列出货币标准够不够。"""
    from analysis.codelists import definitions
    from analysis.domain import places, question

    try:
        named = places.Places(definitions.regions(), definitions.region_changes())
        region, indicator = named.leading(words or [])
        if not indicator:
            return _standards(region, rate, as_json)
        _one(
            region, indicator, {"residence": residence, "arrangement": arrangement, "subgroup": subgroup}, rate, as_json
        )
    except question.Unclear as unclear:
        _refuse(str(unclear), unclear.candidates, as_json, status=2)
    except DataProblems as error:
        finish(error.problems, "", as_json)


def _standards(region: str, rate: str, as_json: bool) -> None:
    """Each money standard that a plan states for its base year, and whether the rate is enough for it."""
    from analysis.research.standards_at_rate import standards_at_rate

    found = standards_at_rate(region, rate)
    if as_json:
        print(json.dumps(found.as_dicts(), ensure_ascii=False, indent=1))
        return
    print(found.sentence())
    for line in found.lines():
        print(line)


def _one(region: str, indicator: str, asked_for: dict[str, str | None], rate: str, as_json: bool) -> None:
    from analysis import tables
    from analysis.codelists import definitions
    from analysis.domain import places, question
    from analysis.models.answers import answers
    from analysis.models.levels import Codelists

    codelists = Codelists(
        definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references()
    )
    read = {name: tables.read(name) for name in TABLES}
    terms = definitions.terms()
    wished = question.rate_of(rate)
    code = places.Places(codelists.regions, definitions.region_changes()).code(region)
    asked = question.indicator_of(indicator, codelists.indicators, _at_hand(read, codelists, code))
    wanted = {
        "residence": question.code_of(asked_for["residence"], terms["residence"], "城乡分类"),
        "arrangement": question.code_of(asked_for["arrangement"], terms["arrangement"], "供养方式"),
        "subgroup": question.code_of(asked_for["subgroup"], definitions.subgroups(), "口径"),
    }
    given = {name: mark for name, mark in wanted.items() if mark is not None}
    found = answers(read, codelists, code, asked, wished, given)
    if not found:
        _refuse(_nothing(read, codelists, code, asked, given), [], as_json, status=1)
    if as_json:
        listed = [answer.as_dict() for answer in found]
        print(json.dumps(listed[0] if len(listed) == 1 else listed, ensure_ascii=False, indent=1))
        return
    _show(found, read, codelists)


def _at_hand(read: dict, codelists: "Codelists", region_code: str) -> set[str]:
    """The indicators that anything is known of in the region itself or in its group or city."""
    lineage = codelists.lineage[codelists.lineage["region_code"] == region_code]
    near = lineage["ancestor_code"].map(codelists.regions["level"]).isin(["group", "city"]) | (lineage["distance"] == 0)
    places = lineage.loc[near, "ancestor_code"]
    rows = [read[name].loc[read[name]["region_code"].isin(places), "indicator_id"] for name in KNOWN_IN]
    return set().union(*rows)


def _refuse(message: str, candidates: list[str], as_json: bool, status: int) -> None:
    """Says what cannot be answered, for people on stderr, for programs on stdout, and ends."""
    if as_json:
        print(json.dumps({"ok": False, "message": message, "candidates": candidates}, ensure_ascii=False, indent=1))
    else:
        print(message, file=sys.stderr)
    raise typer.Exit(status)


def _nothing(read: dict, codelists: "Codelists", region_code: str, indicator_id: str, given: dict[str, str]) -> str:
    """Why there is no answer, what is published above or promised for the place, which related indicators it has."""
    indicators = codelists.indicators
    place = codelists.regions.at[region_code, "name_zh"]
    asked = f"“{indicators.at[indicator_id, 'name_zh']}”（{indicator_id}）" + (
        f"，口径 {'、'.join(given.values())}" if given else ""
    )
    base = indicators.at[indicator_id, "average_of"] or indicator_id
    related = indicators.index[(indicators["average_of"] == base) | (indicators.index == base)]
    known = _at_hand(read, codelists, region_code)
    others = [f"{code} {indicators.at[code, 'name_zh']}" for code in related if code in known and code != indicator_id]
    beside = _beside(read, codelists, region_code, indicator_id)
    if beside:
        return f"{place}没有公布{asked}的基期、目标或实际值。只作参考：{'；'.join(beside)}。"
    hint = f"可以改问：{'、'.join(others)}。" if others else "规划和公开报道中都没有。"
    return f"没有适用于{place}的{asked}的基期、目标或实际值。{hint}"


def _beside(read: dict, codelists: "Codelists", region_code: str, indicator_id: str) -> list[str]:
    """鞍山市2025年目标不低于 60%（适用于本地）, 全国2025年 67.5%: targets that apply, last levels of places above."""
    from analysis.charts import wording
    from analysis.domain.series import SERIES
    from analysis.models import matching, ownership
    from analysis.models.levels import known_levels

    names, lineage = codelists.regions["name_zh"], codelists.lineage
    above = lineage[(lineage["region_code"] == region_code) & (lineage["distance"] > 0)]
    targets = read["targets"][read["targets"]["indicator_id"] == indicator_id]
    pairs = above.merge(targets.rename(columns={"region_code": "ancestor_code"}), on="ancestor_code")
    level, reach = codelists.regions["level"], codelists.indicators["targets_apply_to"]
    applies = ownership.applies(pairs["distance"], pairs["region_code"].map(level), pairs["indicator_id"].map(reach))
    pairs = pairs[applies & pairs["value"].notna() & (pairs["form"] == "level")].sort_values("distance")
    pairs = pairs.drop_duplicates([*SERIES[1:], "target_year"])  # the nearest place's
    said = [
        f"{names[row.ancestor_code]}{row.target_year}年目标"
        f"{wording.valued(row.comparator, row.value, row.value_low, row.value_high, row.unit)}（适用于本地）"
        for row in pairs.itertuples()
    ]
    levels = known_levels(read["baselines"], read["observations"], read["figures"])
    facts = matching.context(region_code, levels[levels["indicator_id"] == indicator_id], codelists)
    last = facts[facts["relation"] == "above"].groupby("region_code").tail(1)
    return said + [
        f"{names[row.region_code]}{row.year}年 "
        f"{wording.valued(row.comparator, row.value, row.value_low, row.value_high, row.unit)}"
        for row in last.itertuples()
    ]


def _show(found: list["Answer"], read: dict, codelists: "Codelists") -> None:
    from rich.console import Console
    from rich.rule import Rule

    from analysis.codelists import definitions
    from analysis.words import growth, naming

    names = naming.Names(
        definitions.terms(),
        definitions.subgroups(),
        codelists.indicators,
        codelists.regions,
        read["documents"],
        read["figures"],
    )
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 100)
    for answer in found:
        console.print(Rule(naming.title(answer, names), align="left"))
        for sentence in growth.sentences(answer, names):
            console.print(sentence, markup=False)
        if table := _table(answer):
            console.print(table)
        console.print()


def _table(answer: "Answer"):
    """The years from the baseline on: what was observed, what the rate gives, what the target's path asks."""
    import pandas as pd
    from rich.table import Table

    from analysis.numerals import as_chosen, scaled
    from analysis.words import promises
    from analysis.words.growth import digits

    if pd.isna(answer.row["baseline_value"]):
        return None
    years = answer.years()
    headings = {"observed": "实际", "at_rate": f"每年 {as_chosen(answer.rate)}", "path": "目标路径"}
    shown = {name: text for name, text in headings.items() if name in years and years[name].notna().any()}
    table = Table(title=f"单位：{answer.row['level_unit']}", title_justify="left")
    table.add_column("年份")
    for text in shown.values():
        table.add_column(text, justify="right")
    table.add_column("实际值的数字")
    levels = answer.known.set_index("year")["source_level"].to_dict()
    for row in years.itertuples():
        cells = [getattr(row, name) for name in shown]
        texts = [scaled(cell, digits(answer.row)) if pd.notna(cell) else "" for cell in cells]
        whose = promises.whose({"known_source_level": levels.get(row.year)}, "known")
        table.add_row(str(row.year), *texts, f"{row.figure_id}{whose}" if pd.notna(row.figure_id) else "")
    return table
