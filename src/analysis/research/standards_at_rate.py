"""Does a yearly rate meet the promise for each money standard of the plans? One table, one row a standard."""

from dataclasses import dataclass

import pandas as pd

from analysis import numerals
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.models import standards_at_rate as models
from analysis.research import show
from analysis.research.workspace import Workspace, current
from analysis.words import targets as words

HEADS = {
    "place": "地区",
    "what": "标准",
    "base": "基期",
    "goal": "目标",
    "at_rate": "按此增速",
    "answer": "达到",
    "said": "说明",
    "standard_id": "基期出处",
    "target_id": "目标出处",
}
NAMES = {
    models.YES: "是",
    models.NO: "否",
    models.CONDITIONAL: "视条件而定",
    models.NO_TARGET: "没有定目标",
    models.UNANSWERED: "无从回答",
}

OF_PROGRAMS = ("region_code", "indicator_id", "residence", "arrangement", "subgroup", "standard_id", "base_year",
               "base_value", "target_id", "target_region_code", "target_year", "target_level", "rate", "projected",
               "answer", "condition", "condition_limit", "needed_rate", "said")  # fmt: skip


@dataclass(frozen=True)
class StandardsAtRate:
    """`frame`: the columns of `models.standards_at_rate.answers` with `place`, `what`, and `said`, the answer's
    sentence; shows itself in Jupyter as a readable table.
    """

    frame: pd.DataFrame
    rate: float

    def counts(self) -> dict[str, int]:
        """How many standards have which answer, by its Chinese name; all answers that occur, in a fixed order."""
        found = self.frame["answer"].value_counts()
        return {name: int(found[code]) for code, name in NAMES.items() if code in found}

    def sentence(self) -> str:
        """有基期水平的 46 项货币标准，每年增长 8% 够不够：是 6 项，…"""
        if self.frame.empty:
            return "规划没有为这里印出货币标准的基期水平；上级定的标准即使在这里适用，也在定它的地方名下回答。"
        counted = "，".join(f"{name} {count} 项" for name, count in self.counts().items())
        total = self.frame[models.STANDARD].nunique()
        return f"有基期水平的 {total} 项货币标准，每年增长 {numerals.as_chosen(self.rate)} 够不够：{counted}。"

    def readable(self) -> pd.DataFrame:
        """The table as people read it: text only, columns of HEADS."""
        rows = self.frame.to_dict("records")
        texts = {
            "base": show.dated(self.frame["base_value"], self.frame["base_year"], self.frame["standard_unit"]),
            "goal": [words.goal(row) if _has_target(row) else show.NOTHING for row in rows],
            "at_rate": show.amounts(self.frame["projected"], self.frame["standard_unit"]),
            "answer": self.frame["answer"].map(NAMES),
            "target_id": self.frame["target_id"].astype("object").fillna(show.NOTHING),
        }
        return self.frame.assign(**texts)[list(HEADS)].reset_index(drop=True)

    def lines(self) -> list[str]:
        """One line a standard, for a terminal: 海城市散居孤儿…：2020年 1,680 元，目标…；否：每年增长 8% 达不到目标…"""
        return [
            f"{row.place}{row.what}：{row.base}，"
            + (row.answer if row.goal == show.NOTHING else f"目标：{row.goal}；{row.answer}：{row.said}")
            for row in self.readable().itertuples()
        ]

    def as_dicts(self) -> list[dict]:
        """For programs: OF_PROGRAMS of each standard; what is not known is None. Rates are fractions."""
        rows = self.frame.assign(rate=self.rate)[list(OF_PROGRAMS)]
        rows = rows.astype("object").where(rows.notna(), None)
        return rows.to_dict("records")

    def _repr_html_(self) -> str:
        return show.styled(self.readable(), HEADS)._repr_html_()


def standards_at_rate(region: str = "", rate: float | str = "8%", *, space: Workspace | None = None) -> StandardsAtRate:
    """For each money standard that a plan states for its base year: does a yearly rate meet its target?

    `region` (code or unambiguous name; all by default), `rate` as 0.08 or "8%". Answers: yes, no, on a condition (the
    target depends on a number that is not known; the exact condition is said), or no target is set. Raises ValueError
    (one Chinese sentence) for what is unknown or ambiguous.
    """
    space = space or current()
    fraction = space.rate(rate)
    standards = models.bases(space.tables["baselines"], space.base_year, space.codelists)
    if region:
        standards = standards[standards["region_code"] == space.region(region)]
    frame = models.answers(standards, space.tables["targets"], space.known, space.tables["figures"], space.codelists,
                           space.as_of, fraction)  # fmt: skip
    frame = show.named(frame, space)
    said = [_said(row, fraction, space) for row in frame.to_dict("records")]
    return StandardsAtRate(frame.assign(said=said), fraction)


def _has_target(row: dict) -> bool:
    return row["answer"] != models.NO_TARGET


def _said(row: dict, rate: float, space: Workspace) -> str:
    """Why the answer is what it is: the gap, the exact condition, whose target it is."""
    if not _has_target(row):
        return "规划没有为这项标准定目标"
    if row["answer"] == models.UNANSWERED:
        return definitions.terms()["outcome_reason"][row["outcome_reason"]]
    applies = row["target_region_code"] != row["region_code"]
    whose = f"适用{space.region_names[row['target_region_code']]}目标；" if applies else ""
    said = words.at_rate(row, rate, row["answer"], row["condition"], row["condition_limit"])
    if row["answer"] == models.NO and pd.notna(row["gap"]):
        needed = numerals.needing("目标需要每年", row["needed_rate"], row["comparator"])
        said += f"，差 {wording.amount(abs(row['gap']), row['level_unit'])}；{needed}"
    return whose + said
