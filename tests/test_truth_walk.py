"""A walk over every place: what pages, briefs and commands say of it is its own, is not yet to come, and agrees.

Collected is what a reader sees, block by block (a sentence, a row of a table). It fails where a level is told of a
place that did not publish it and its owner is not named beside it, where a year that has ended is spoken of as future,
and where two outputs disagree about how a target stands.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pandas as pd
import pytest
from plotly.utils import PlotlyJSONEncoder

from analysis.briefing import content
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.models.matching import match
from analysis.research import assessed, workspace
from analysis.words import growth as sentences
from analysis.words import targets as words
from dashboard.shared import assessed as page_targets
from dashboard.shared.assessed import all_targets

BLOCKS = {"P", "Li", "Tr", "H1", "H2", "H3", "Dd", "Figcaption", "Summary", "Caption"}
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|—|\b)")
# Words that speak of what is to come; harmless beside a year that has not ended.
FUTURE = re.compile(r"一年内须|余下|今后|此后\d+年须|还须|须每年|有望|预计将|将达到|尚可|才能达到|到\d{4}年须")
# Marks of what a rate leads to: computed, and equal to some place's level by chance only.
COMPUTED = re.compile(r"推算|如按|每年(?:增长|下降) [\d.]+%：")
# Words of sentences that count what the places inside have, each for itself.
OF_MEMBERS = re.compile(r"所辖|各地|县（市、区）")
SPACE_DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def space():
    return workspace.current()


@pytest.fixture(scope="module")
def shown(app, data):
    """shown(page, **parameters): the blocks of text that a page of the dashboard has for these parameters."""
    from dash import page_registry

    layouts = {page["path"]: page["layout"] for page in page_registry.values()}

    def blocks_of(path: str, **parameters) -> list[str]:
        with app.server.test_request_context(path):
            page = json.loads(json.dumps(layouts[path](**parameters), cls=PlotlyJSONEncoder))
        return list(blocks(page))

    return blocks_of


def blocks(node: object) -> Iterator[str]:
    """The texts of a Dash layout: each innermost block with all that stands in it, and texts outside of blocks."""
    if isinstance(node, list):
        for child in node:
            yield from blocks(child)
    elif isinstance(node, dict) and "props" in node:
        children = node["props"].get("children")
        inner = list(blocks(children))
        if node.get("type") in BLOCKS:
            yield " ".join(inner)
        else:
            yield from inner
        if node.get("type") == "Store":
            yield from texts(node["props"].get("data"))
    elif isinstance(node, str):
        yield node


def texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from texts(child)


@pytest.fixture(scope="module")
def levels(space) -> pd.DataFrame:
    """Every level that a source states, with the text that a reader would take it for."""
    figures = space.tables["figures"]
    stated = figures[figures["kind"].isin(["baseline", "observed"]) & (figures["form"] == "level")]
    stated = stated[stated["value"].notna() & stated["year"].notna()]
    unit = stated["indicator_id"].map(space.codelists.indicators["unit"])
    texts = [wording.number(value, one) for value, one in zip(stated["value"], unit, strict=True)]
    return stated.assign(text=texts, owner=stated["region_code"].map(space.region_names))


@pytest.fixture(scope="module")
def holding(space):
    """holding(region, indicator): the (year, text) of the levels that the place has: its own and decreed ones."""

    @cache
    def of(region: str, indicator: str) -> set[tuple[int, str]]:
        known = space.levels[space.levels["indicator_id"] == indicator]
        asked = known[["indicator_id", "residence", "arrangement", "subgroup"]].drop_duplicates()
        asked = asked.assign(region_code=region, figure_id=[f"?{number}" for number in range(len(asked))])
        found = match(asked, known, space.codelists)
        unit = space.codelists.indicators.at[indicator, "unit"]
        return {(int(row.year), wording.number(row.value, unit)) for row in found.itertuples()}

    return of


def stolen(said: list[str], region: str, indicator: str, levels: pd.DataFrame, held: set[tuple[int, str]]) -> list[str]:
    """The blocks that tell another place's level with its year and do not name whose it is."""
    said = [block for block in said if not COMPUTED.search(block)]
    foreign = levels[(levels["indicator_id"] == indicator) & (levels["region_code"] != region)]
    found = []
    for (year, text), same in foreign.groupby(["year", "text"]):
        if (int(year), text) in held:
            continue
        told = re.compile(rf"{year}年?[^\d。；]{{0,8}}{re.escape(text)}(?![\d,.])")
        owners = [owner.removesuffix("市") for owner in same["owner"]]
        found += [block for block in said if told.search(block) and not any(owner in block for owner in owners)]
    return found


def early(said: list[str], as_of: int) -> list[str]:
    """The sentences that speak of years that have all ended as if they were to come."""
    found = []
    for sentence in (part for block in said for part in re.split(r"[。；\n]", block)):
        years = [int(year) for year in YEAR.findall(sentence)]
        if FUTURE.search(sentence) and years and max(years) <= as_of:
            found.append(sentence)
    return found


@pytest.fixture(scope="module")
def pairs(space) -> list[tuple[str, str]]:
    """Every place with every indicator that something can be said of there."""
    return [
        (region, indicator) for region in space.codelists.regions.index for indicator in space.indicators_of(region)
    ]


def test_the_walk_covers_every_place_of_the_tree(space, pairs):
    assert len(space.codelists.regions) > 300
    assert len(pairs) > 400
    assert {region for region, _ in pairs} >= set(space.tables["targets"]["region_code"])


@pytest.mark.slow
def test_no_growth_page_gives_a_place_another_place_s_level_or_speaks_of_the_past_as_future(
    shown, space, levels, holding, pairs
):
    faults = []
    for region, indicator in pairs:
        said = shown("/growth", region=region, indicator=indicator)
        faults += [
            (region, indicator, one) for one in stolen(said, region, indicator, levels, holding(region, indicator))
        ]
        faults += [(region, indicator, one) for one in early(said, space.as_of)]
    assert faults == []


def test_no_overview_speaks_of_the_past_as_future_or_of_another_place_s_level(shown, space, levels, holding):
    names = space.codelists.indicators["name_zh"]
    faults = []
    for region in space.codelists.regions.index:
        said = shown("/", region=region)
        faults += [(region, one) for one in early(said, space.as_of)]
        for indicator, name in names.items():
            about = [block for block in said if name in block]
            if about:
                faults += [
                    (region, one) for one in stolen(about, region, indicator, levels, holding(region, indicator))
                ]
    assert faults == []


def test_no_sentence_of_the_command_gives_a_place_another_s_level(space, levels, holding, pairs):
    faults = []
    for region, indicator in pairs:
        found = space.answers(region, [indicator], 0.08)[indicator]
        said = [sentence for answer in found for sentence in sentences.sentences(answer, space.names)]
        faults += [
            (region, indicator, one) for one in stolen(said, region, indicator, levels, holding(region, indicator))
        ]
        faults += [(region, indicator, one) for one in early(said, space.as_of)]
    assert faults == []


def test_every_output_has_the_verdict_of_the_table(space, data):
    """The stored table, the notebook's table, the dashboard's targets and the answers of the command."""
    stored = space.tables["assessments"].set_index("figure_id")[["outcome", "last_standing", "outcome_reason"]]
    asked = assessed.assess(space=space).frame.set_index("figure_id")[list(stored.columns)]
    pd.testing.assert_frame_equal(asked.loc[stored.index], stored, check_dtype=False, check_index_type=False)
    on_page = {one.row["figure_id"]: (one.outcome, one.row["last_standing"]) for one in data.view(all_targets)}
    assert on_page == {row.Index: (row.outcome, row.last_standing) for row in stored.itertuples()}
    assert {one.standing for one in data.view(all_targets)} <= set(page_targets.STANDINGS)
    for row in space.tables["assessments"].itertuples():
        found = space.answers(row.region_code, [row.indicator_id], 0.08)[row.indicator_id]
        answers = {one.row["figure_id"]: one.row for one in found}
        answer = answers[row.figure_id]
        assert (answer["outcome"], answer["last_standing"]) == (row.outcome, row.last_standing), row.figure_id


@pytest.mark.slow
def test_no_brief_tells_of_a_place_what_is_another_s_or_of_the_past_as_future(space):
    """Each statement cites its figures: of a level that the place does not have the owner stands in the sentence."""
    figures = space.tables["figures"].set_index("figure_id")
    quantity = figures["indicator_id"].map(space.codelists.indicators["quantity"])
    lineage = space.codelists.lineage.groupby("region_code")["ancestor_code"].agg(set)
    outcomes = definitions.terms()["outcome"]
    verdicts = space.tables["assessments"].set_index("figure_id")["outcome"]
    faults, composed = [], 0
    for region in space.codelists.regions.index:
        try:
            brief = content.compose(region, day=SPACE_DAY, space=space)
        except ValueError:
            continue  # nothing at all is known of the place or above it
        composed += 1
        statements = [*brief.summary, *(one for section in brief.sections for one in section.statements)]
        faults += [(region, one) for one in early([one.text for one in statements], space.as_of)]
        for one in statements:
            for figure_id in one.figure_ids:
                row = figures.loc[figure_id]
                decreed = quantity[figure_id] == "standard" and row["region_code"] in lineage[region]
                inside = region in lineage[row["region_code"]] and OF_MEMBERS.search(one.text)
                own = row["region_code"] == region or decreed or inside or row["kind"] not in ("baseline", "observed")
                unit = space.codelists.indicators.at[row["indicator_id"], "unit"]
                number = re.escape(wording.number(row["value"], unit)) if pd.notna(row["value"]) else "(?!)"
                told = re.search(rf"(?<![\d,.]){number}(?![\d,.])", one.text)
                if told and not own and space.region_names[row["region_code"]].removesuffix("市") not in one.text:
                    faults.append((region, figure_id, one.text))
            named = [verdicts[figure_id] for figure_id in one.figure_ids if figure_id in verdicts.index]
            if len(set(named)) == 1 and len(named) == 1:
                told = {code for code, word in outcomes.items() if re.search(rf"(?<![未]){word}", one.text)}
                wrong = told & {"met", "not_met", "expired_unpublished"} - {named[0]}
                faults += [(region, one.text, wrong)] if wrong and named[0] not in told else []
    assert composed > 200
    assert faults == []


def test_the_walk_finds_what_it_looks_for():
    """What the walk forbids, as it was once said."""
    levels = pd.DataFrame(
        [{"indicator_id": "nursing_bed_share", "region_code": "100000", "year": 2024, "text": "65.7", "owner": "全国"}]
    )
    said = ["海城市 2024年 65.7%", "本地未公布；全国 2024年 65.7%"]
    assert stolen(said, "210381", "nursing_bed_share", levels, set()) == said[:1]
    assert early(["2025年要达到 3,300，一年内须增长 22.68%"], 2025)
    assert not early(["到2030年的 5 年里须每年提高 1.1 个百分点"], 2025)


def test_a_target_s_sentences_agree_with_its_outcome(space):
    """The finding says 完成 only of what is met, and never 达到目标 beside 未完成."""
    frame = assessed.assess(space=space).frame
    for row in frame.to_dict("records"):
        said = words.finding(row)
        if row["outcome"] != "met":
            assert "完成目标" not in said, said
        if row["outcome"] == "not_met":
            assert "达到目标" not in said and ("未完成" in said or "没有做到" in said), said
        if row["outcome"] == "expired_unpublished":
            assert str(row["target_year"]) in said or "每一年" in said or "期限已过" in said, said
