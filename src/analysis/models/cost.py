"""What a higher path of a standard costs more, where the number of recipients is known."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.domain.series import DIMENSIONS

# Who receives a standard: indicator of the standard → indicator of the number of people.
RECIPIENTS = {
    "dibao_standard": "dibao_recipients",
    "dibao_average_standard": "dibao_recipients",
    "tekun_standard": "tekun_recipients",
    "tekun_average_standard": "tekun_recipients",
    "orphan_standard": "orphan_recipients",
    "orphan_average_standard": "orphan_recipients",
    "unattended_child_standard": "unattended_child_recipients",
    "unattended_child_average_standard": "unattended_child_recipients",
    "disability_living_allowance_standard": "disability_living_allowance_recipients",
    "home_care_subsidy": "home_care_subsidy_recipients",
    "community_worker_pay": "community_workers",
}
MONTHS = 12


@dataclass(frozen=True)
class Recipients:
    """How many people receive a standard; `number` is None where that is not known, and `reason` says why (Chinese)."""

    number: float | None
    year: int | None
    figure_id: str
    reason: str


def recipients(levels: pd.DataFrame, series: Mapping[str, str]) -> Recipients:
    """The last known number of recipients of a standard in the same region and of the same dimensions.

    `levels`: the table of `levels.known_levels`; `series`: region_code, indicator_id, residence, arrangement,
    subgroup. A total over urban and rural (or over collective and dispersed) people is not shared out between them.
    """
    indicator = RECIPIENTS.get(series["indicator_id"])
    if indicator is None:
        return Recipients(None, None, "", "没有对应的人数指标")
    people = levels[(levels["region_code"] == series["region_code"]) & (levels["indicator_id"] == indicator)]
    people = people[people["subgroup"] == series["subgroup"]]
    same = people
    for dimension in DIMENSIONS:
        same = same[same[dimension] == series[dimension]]
    if len(same):
        last = same.sort_values("year").iloc[-1]
        return Recipients(float(last["value"]), int(last["year"]), last["figure_id"], "")
    total = people[(people["residence"] == "") & (people["arrangement"] == "")].sort_values("year")
    if len(total):
        last = total.iloc[-1]
        reason = f"只有不分类别的总人数（{last['year']}年 {last['value']:,.0f} 人），不能分摊到这一类"
        return Recipients(None, int(last["year"]), last["figure_id"], reason)
    return Recipients(None, None, "", "本地区没有享受人数")


def extra_cost(higher: pd.DataFrame, lower: pd.DataFrame, people: Recipients) -> pd.DataFrame:
    """Yearly cost of one path over another: (difference in 元/人·月) × recipients × 12, in 元 a year.

    `higher`, `lower`: `year` and `value` in 元/人·月 (of `scenario.path`); only their common years are compared.
    Columns `year`, `difference`, `recipients`, `cost`, `recipients_year`, `recipients_figure_id`. The number of
    recipients is held at its last known value: a higher 低保 standard also brings new recipients in and pays the old
    ones the difference in full, so for 低保 this is a lower bound of what a rise costs. Raises ValueError with
    `people.reason` where the number is not known.
    """
    if people.number is None:
        raise ValueError(f"不能估算增支：{people.reason}")
    both = higher[["year", "value"]].merge(lower[["year", "value"]], on="year", suffixes=("_higher", "_lower"))
    difference = both["value_higher"] - both["value_lower"]
    return pd.DataFrame(
        {
            "year": both["year"],
            "difference": difference,
            "recipients": people.number,
            "cost": difference * people.number * MONTHS,
            "recipients_year": people.year,
            "recipients_figure_id": people.figure_id,
        }
    )
