"""E1: what keeps a plan's targets from being judged; one finding a plan names them all."""

import numpy as np
import pandas as pd

from analysis.audit.engine import SEPARATOR, findings, nothing, rule
from analysis.audit.forms import AMOUNTS
from analysis.audit.inputs import Tables, rows_by
from analysis.audit.wording import listed, together

BINDING = "约束性"
DECREED = ("standard", "norm")
DIRECTED = ("more", "less")
YEAR_BY_YEAR = ("annual_floor", "annual_absolute_change")


def _of_plans(tables: Tables, targets: pd.DataFrame) -> pd.DataFrame:
    """The rows of `tables.numbers` that targets of plans rest on; `binding` is 约束性 or empty."""
    figures = tables.numbers.loc[targets["figure_id"].map(tables.position)]
    figures = figures[figures["plan"]].sort_index()
    return figures.assign(binding=np.where(figures["attribute"] == BINDING, BINDING, ""))


def _grouped(tables: Tables, targets: pd.DataFrame, clause: str, todo: str, binding_severity: str) -> pd.DataFrame:
    """One finding a plan and attribute (约束性, other) for the targets given. Targets printed as one count once."""
    rows = _of_plans(tables, targets)
    if rows.empty:
        return nothing()
    reference = ("（" + rows["reference"] + "）").where(rows["value"].isna() & (rows["reference"] != ""), "")
    rows = rows.assign(name=rows["series"].map(tables.series_name) + reference)
    keys = ["document_id", "binding"]
    count = _of_plans(tables, tables.targets).groupby(keys)["start"].nunique()
    told = []
    for key, group in rows_by(rows, keys, ["name", "own_region", "figure_id", "start"]).items():
        names, regions, ids, starts = zip(*group, strict=True)
        places, which = len(set(starts)), "约束性目标" if key[1] else "目标（约束性以外）"
        message = (
            f"{tables.place[regions[0]]}规划的 {count[key]} 处{which}中，{places} 处{clause}："
            f"{listed(together(names, starts))}；{todo}。"
        )
        severity = binding_severity if key[1] else "note"
        told.append((severity, regions[0], SEPARATOR.join(ids), f"{places} 处目标", message))
    severity, region, ids, printed, message = zip(*told, strict=True)
    indicator = [""] * len(ids)
    return findings(
        tables, ids, message, printed=printed, severity=severity, region_code=region, indicator_id=indicator
    )


@rule("E103", "warning")
def no_baseline(tables: Tables) -> pd.DataFrame:
    """目标没有基期水平。

    理由：没有基期值，期中、期末都无法说完成了多少。新建项目的规模一类无所谓优劣的数、新增多少（不必知道基数）、能由印出
    的两个标准算出的比值不在此列。约束性目标是疑点，其余是提示；每份规划合成一条。

    算例：某规划 4 处约束性目标没有一处印了2020年的水平。
    """
    targets = tables.targets
    direction = targets["indicator_id"].map(tables.indicators.set_index("indicator_id")["direction"])
    without = targets["baseline_value"].isna() & direction.isin(DIRECTED) & ~targets["form"].isin(AMOUNTS)
    computable = (targets["document_id"] + " " + targets["indicator_id"]).isin(_printed_pairs(tables))
    return _grouped(tables, targets[without & ~computable], "没有印基期水平，无法衡量进度", "请补基期", "warning")


def _printed_pairs(tables: Tables) -> set[str]:
    """ "document indicator" of each ratio of whose two sides, or their averages, the document prints a level."""
    ratios = tables.indicators[tables.indicators["denominator"] != ""]
    averages = tables.indicators[tables.indicators["average_of"] != ""].set_index("average_of")["indicator_id"]
    printed = tables.levels.groupby("indicator_id")["document_id"].agg(set).to_dict()
    found = set()
    for ratio in ratios.itertuples():
        sides = [side.partition(":")[0] for side in (ratio.numerator, ratio.denominator)]
        documents = [printed.get(side, set()) | printed.get(averages.get(side, ""), set()) for side in sides]
        found |= {f"{document} {ratio.indicator_id}" for document in documents[0] & documents[1]}
    return found


@rule("E104", "warning")
def no_number(tables: Tables) -> pd.DataFrame:
    """目标没有数字，只有参照。

    理由：“不低于省定目标”一类的目标要另一份文献才能判断；参照的数不在规划里，就不能考核。约束性目标是疑点，其余是提
    示。

    算例：2025年“城乡低保标准年度增速　不低于省定目标”：省的规划没有给出数字，就无从判断。
    """
    targets = tables.targets[tables.targets["value"].isna()]
    return _grouped(tables, targets, "没有数字，只有参照", "请写明参照的数", "warning")


@rule("E105", "note")
def no_year(tables: Tables) -> pd.DataFrame:
    """目标没有印年份。

    理由：没有年份的目标按规划期末理解，但也可以有别的理解；约束力因此减弱。逐年的增幅、增加额不在此列。

    算例：“护理型床位不低于60%……的目标”，未说到哪一年。
    """
    targets = tables.targets[~tables.targets["year_stated"] & ~tables.targets["form"].isin(YEAR_BY_YEAR)]
    period_end = targets["document_id"].map(tables.documents.set_index("document_id")["period_end"])
    targets = targets[targets["target_year"] == period_end]  # the others were read from words like 年底前
    return _grouped(tables, targets, "没有印目标年份，按规划期末理解", "请写明年份", "note")


@rule("E108", "note")
def written_before_the_base_year_ended(tables: Tables) -> pd.DataFrame:
    """规划成文于基期年结束之前。

    理由：基期年还没过完，“2020年”的水平和“十三五”累计数就未必是全年、全期的数，与别的规划比较时要注意。待遇标准公布
    即定，不在此列。

    算例：规划2020年6月24日成文，却印“十三五”累计救助 29149 人次。
    """
    documents = tables.documents[(tables.documents["kind"] == "plan") & (tables.documents["date"] != "")]
    early = documents[documents["date"].str[:4].astype(int) <= documents["baseline_year"]]
    numbers = tables.numbers[tables.numbers["kind"].isin(["flow", "baseline", "change"])]
    rows = numbers.merge(early[["document_id", "date", "baseline_year"]], on="document_id")
    rows = rows[(rows["at"] == rows["baseline_year"]) & ~rows["quantity"].isin(DECREED)]
    told = []
    for group in rows_by(rows, ["document_id"], ["figure_id", "own_region", "date", "baseline_year"]).values():
        ids = [row[0] for row in group]
        region, date, year = group[0][1:]
        message = (
            f"{tables.place[region]}规划成文于{date}，当时{year}年尚未结束，它印的 {len(ids)} 个数（{year}年的水平、"
            f"截至{year}年的累计和增幅）未必是全年、全期的数，与别处比较前请核对。"
        )
        told.append((region, SEPARATOR.join(ids), date, message))
    if not told:
        return nothing()
    region, ids, printed, message = zip(*told, strict=True)
    return findings(tables, ids, message, printed=printed, region_code=region, indicator_id=[""] * len(ids))
