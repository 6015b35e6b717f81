"""All targets of a place, or of all places, at a rate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import numerals
from analysis.charts import assessment
from analysis.charts.chart import ChartData
from analysis.codelists import definitions
from analysis.models.amounts import share
from analysis.models.growth import lagging_rate
from analysis.models.levels import SEPARATOR
from analysis.models.targets import YEARLY_FORMS, is_met
from analysis.research import show
from analysis.research.workspace import Workspace, current
from analysis.words import targets as words

HEADS = {
    "place": "地区",
    "what": "目标",
    "baseline": "基期",
    "wanted": "目标值",
    "at_rate": "按此增速",
    "answer": "达到",
    "needed": "需要每年",
    "latest": "最近实际",
    "achieved": "实际每年",
    "result": "结论",
    "chance": "可能性",
    "target_figure": "目标出处",
}
ANSWERS = {"yes": "是", "no": "否", "conditional": "视条件", "": show.NOTHING}


@dataclass(frozen=True)
class Assessments:
    """Targets with what a rate makes of them. `frame` has the columns of the models, one row a target; this object
    shows itself as a readable table. `money()` and `where()` narrow it down.
    """

    frame: pd.DataFrame
    rate: float
    space: Workspace

    def where(self, rows: pd.Series) -> "Assessments":
        """The targets for which `rows` (a mask over `frame`) is true."""
        return Assessments(self.frame[rows], self.rate, self.space)

    def money(self) -> "Assessments":
        """Targets of money standards and of ratios between them: those that a rate can answer."""
        ratio = self.frame["indicator_id"].map(self._is_ratio_of_standards).astype(bool)
        return self.where(self.frame["money"] | ratio)

    def _is_ratio_of_standards(self, indicator_id: str) -> bool:
        parts = self.space.indicator(indicator_id)["numerator"].partition(":")[0]
        return bool(parts) and parts in self.space.codelists.indicators.index

    def readable(self) -> pd.DataFrame:
        """The table as people read it: text only, columns of HEADS."""
        frame, rows = self.frame, self.frame.to_dict("records")
        texts = {
            "baseline": show.dated(
                frame["baseline_value"], frame["baseline_year"], frame["level_unit"], frame["baseline_source_level"]
            ),
            "wanted": [words.goal(row) for row in rows],
            "at_rate": show.amounts(frame["projected"], frame["level_unit"]),
            "answer": [self._answer(row) for row in rows],
            "needed": _of_pairs(frame, show.needed_percents(frame["needed_rate"])),
            "latest": show.dated(
                frame["latest_value"], frame["latest_year"], frame["level_unit"], frame["latest_source_level"]
            ),
            "achieved": _of_pairs(frame, show.percents(frame["achieved_rate"])),
            "result": [words.verdict(row) for row in rows],
            "chance": [show.NOTHING if pd.isna(value) else share(value) for value in frame["probability"]],
            "target_figure": frame["figure_id"],
        }
        return frame[["place", "what"]].assign(**texts)[list(HEADS)].reset_index(drop=True)

    def _answer(self, row: dict) -> str:
        """是, 否, or the exact condition under which the rate is enough."""
        if row["met_at_rate"] != "conditional":
            return ANSWERS[row["met_at_rate"]]
        return words.at_rate(row, self.rate, "conditional", row["condition"], row["condition_limit"])

    def reasons(self) -> pd.DataFrame:
        """Why targets cannot be judged: `reason` (Chinese) and how many targets, most frequent first.

        Those whose year has ended without any figure are among them.
        """
        unknown = (self.frame["outcome"] == "expired_unpublished") & (self.frame["last_standing"] == "unknown")
        open_ = self.frame[(self.frame["outcome"] == "not_judgeable") | unknown]
        counts = open_["outcome_reason"].map(definitions.terms()["outcome_reason"]).value_counts()
        return counts.rename_axis("reason").reset_index(name="targets")

    def chart(self, subject: str = "目标") -> ChartData:
        """Needed and achieved growth of those targets for which a rate says something."""
        frame = self.frame
        pair = frame["pair"].to_numpy(bool)
        lagging = lagging_rate(self.rate, frame["needed_rate"])  # while the other part grows at the rate asked about
        known = frame.assign(
            name=frame["place"] + "　" + frame["what"] + np.where(pair, "（落后一方）", ""),
            needed_rate=frame["needed_rate"].mask(pair, lagging),
            achieved_rate=frame["achieved_rate"].mask(pair),
            last_year=frame["latest_year"].where(frame["achieved_rate"].notna() & ~pair),
            figure_ids=[SEPARATOR.join(filter(None, dict.fromkeys(row))) for row in self._figures()],
        )
        order = known.sort_values(["needed_rate", "name"], ascending=[False, True], na_position="last")
        note = (
            f"比值目标：另一方每年增长 {numerals.as_chosen(self.rate)} 时，落后一方需要的增速。" if pair.any() else ""
        )
        return assessment.data(order, self.rate, self.space.lookup, subject, note)

    def _figures(self) -> list[list[str]]:
        columns = ["figure_id", "baseline_level_id", "latest_level_id", "parent_figure_id"]
        return self.frame[columns].fillna("").values.tolist()

    def _repr_html_(self) -> str:
        return show.styled(self.readable(), HEADS)._repr_html_()


def assess(
    region: str = "", rate: float | str = "8%", as_of: int | None = None, *, space: Workspace | None = None
) -> Assessments:
    """The targets of a region (code or unambiguous name; all regions by default) with what a yearly rate makes of them.

    `rate` as 0.08 or "8%". `as_of`: the last year whose outcomes count (default: all). `space`: other tables than those
    of data/processed. Raises ValueError (one Chinese sentence) for what is unknown or ambiguous.
    """
    space = space or current()
    fraction = space.rate(rate)
    frame = space.assessed(fraction, as_of)
    if region:
        frame = frame[frame["region_code"] == space.region(region)]
    frame = show.named(frame, space)
    frame = _by_rate_alone(frame, fraction)
    return Assessments(frame.reset_index(drop=True), fraction, space)


def _by_rate_alone(frame: pd.DataFrame, rate: float) -> pd.DataFrame:
    """A growth promised without any base is still a rate, which the one asked about can be compared with."""
    promised = frame["value"].where(frame["form"].isin(YEARLY_FORMS)) / 100
    alone = promised.notna() & frame["needed_rate"].isna()
    enough = is_met(np.full(len(frame), rate), promised, frame["comparator"], np.ones(len(frame)))
    return frame.assign(
        needed_rate=frame["needed_rate"].fillna(promised),
        met_at_rate=frame["met_at_rate"].mask(alone, np.where(enough, "yes", "no")),
    )


def _of_pairs(frame: pd.DataFrame, texts: list[str]) -> list[str]:
    """Rates that are texts already; those of a ratio say that they are the lead of one part over the other."""
    pairs = zip(texts, frame["pair"], strict=True)
    return [_outgrowth(text) if pair and text != show.NOTHING else text for text, pair in pairs]


def _outgrowth(text: str) -> str:
    return f"少增 {text[1:]}" if text.startswith("−") else f"多增 {text}"
