"""F1: indicators of a higher plan that a lower one does not take up."""

import pandas as pd

from analysis.audit.engine import SEPARATOR, findings, nothing, rule
from analysis.audit.inputs import Tables, rows_by
from analysis.audit.promises import applying, common_name
from analysis.audit.wording import listed, together

BINDING, EXPECTED = "约束性", "预期性"


@rule("F105", "note")
def missing_below(tables: Tables) -> pd.DataFrame:
    """上级指标表的指标在下级规划中没有目标。

    理由：上级指标表的指标，下级规划可以不照抄，没有目标不是错，但汇总上级的完成情况时要知道。约束性和预期性的各合成一
    条；不适用到下级的指标（上级自己的机构和数量、平均标准、按市计的覆盖率，见 codelists/indicators.toml）不算。

    算例：省指标表有 4 项约束性指标适用到市，市规划只有护理型床位占比一项的目标，其余 3 项没有。
    """
    table_row = tables.targets["figure_id"].map(tables.position).map(tables.numbers["table_row"])
    listed_above = tables.targets.assign(table_row=table_row, common=common_name(tables, tables.targets))
    listed_above = listed_above[table_row != ""].drop(columns="region_code")
    rows = _plan_pairs(tables).merge(listed_above, left_on="upper", right_on="document_id", suffixes=("", "_upper"))
    if rows.empty:
        return nothing()
    rows = rows[applying(tables, rows, "indicator_id")]
    rows = rows.assign(
        binding=rows["attribute"] == BINDING,
        covered=(rows["document_id"] + " " + rows["common"]).isin(_taken_up(tables)),
        name=rows["indicator_id"].map(tables.indicators.set_index("indicator_id")["name_zh"]),
        row=rows["figure_id"].map(tables.position),
    )
    rows["covered"] = rows.groupby(["document_id", "upper", "table_row"])["covered"].transform("any")
    return _missing(tables, rows.sort_values("row", kind="stable"))


def _taken_up(tables: Tables) -> pd.Series:
    """ "document indicator" of everything that a document sets a target or a norm for."""
    norms = tables.numbers[(tables.numbers["kind"] == "rule") & tables.numbers["plan"]]
    return pd.concat(
        [frame["document_id"] + " " + common_name(tables, frame) for frame in (tables.targets, norms)]
    ).unique()


def _plan_pairs(tables: Tables) -> pd.DataFrame:
    """Each plan with every plan of a region above: `upper`, `ancestor_code`, `upper_date`, `older` (than the upper
    one)."""
    documents = tables.documents
    plans = documents.loc[documents["kind"] == "plan", ["document_id", "region_code", "date"]]
    upward = tables.lineage[tables.lineage["distance"] > 0]
    above = plans.rename(columns={"document_id": "upper", "region_code": "ancestor_code", "date": "upper_date"})
    pairs = plans.merge(upward, on="region_code").merge(above, on="ancestor_code")
    pairs = pairs.sort_values(["document_id", "distance"], kind="stable")
    pairs["older"] = (pairs["date"] != "") & (pairs["upper_date"] != "") & (pairs["date"] < pairs["upper_date"])
    return pairs


def _missing(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """One finding a pair of plans and attribute. Indicators printed in one row of the table count as one."""
    keys = ["document_id", "upper", "binding"]
    count = rows.groupby(keys)["table_row"].nunique()
    columns = ["name", "figure_id", "table_row", "region_code", "ancestor_code", "date", "upper_date", "older"]
    told = []
    for key, group in rows_by(rows[~rows["covered"]], keys, columns).items():
        names, ids, table_rows, *_ = zip(*group, strict=True)
        region, above, date, upper_date, older = group[0][3:]
        lost, binding = len(set(table_rows)), key[-1]
        when = f"（本规划{date}成文，早于上级的{upper_date}）" if older else ""
        place, kind = tables.place[region], BINDING if binding else EXPECTED
        message = (
            f"{tables.place[above]}指标表适用到{place}的 {count[key]} 项{kind}指标中，"
            f"{place}规划有 {lost} 项没有目标{when}：{listed(together(names, table_rows))}；"
            f"不照抄不是错，由本级承担的可以补上。"
        )
        told.append((region, SEPARATOR.join(ids), f"{lost} 项指标", message, key[0]))
    if not told:
        return nothing()
    region, ids, printed, message, document = zip(*told, strict=True)
    return findings(
        tables,
        ids,
        message,
        printed=printed,
        region_code=region,
        indicator_id=[""] * len(ids),
        document_ids=document,
    )
