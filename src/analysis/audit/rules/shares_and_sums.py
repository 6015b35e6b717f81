"""A2: shares against counts, sums against parts, averages and densities against totals."""

import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import Tables
from analysis.audit.precision import gap
from analysis.audit.related import convert, positions, quotients, select, together, total
from analysis.audit.telling import described
from analysis.audit.wording import amount, interval, number, percent
from analysis.codelists.relations import POPULATION


@rule("A201", "error")
def share_and_counts(tables: Tables) -> pd.DataFrame:
    """比例与印出的个数不符。

    理由：同一规划、同一地区、同一年印了比例，又印了部分和总体的个数，比例应等于两者之商，按印出的精度比较。哪个比例由
    哪些个数得出，见 codelists/relations.toml。总体取常住人口的（人口普查）是疑点。

    算例：社区日间照料室 342 个，城市社区 348 个，342÷348＝98.28%，印 98.3% 相符；印 95.3% 则差 2.93 个百分点。
    """
    parts = []
    for relation in tables.relations.get("share", ()):
        frame = _share(tables, relation, relation["whole"])
        fits = _fitting(_share(tables, relation, [relation["also"]])) if "also" in relation else frame.iloc[:0]
        frame = frame[(frame["missed"] > 0) & ~frame["share"].isin(fits["share"])]
        if frame.empty:
            continue
        figures = positions(frame, "share", "part", "whole")
        message = [
            f"{row.place}“{row.name}”印作“{row.share_quote}”，而 "
            f"{interval(row.part_low, row.part_high, row.part_unit)} ÷ "
            f"{interval(row.whole_low, row.whole_high, row.whole_unit)}＝{row.ratio}，"
            f"相差 {number(row.missed, 3)} 个百分点，请核对比例和个数{row.guess}。"
            for row in described(tables, frame, figures)
        ]
        severity = "warning" if list(relation["whole"]) == [POPULATION] else ""
        parts.append(
            findings(
                tables,
                figures,
                message,
                recomputed=frame["ratio"],
                deviation=frame["missed"],
                unit="百分点",
                severity=severity,
            )
        )
    return pd.concat(parts) if parts else nothing()


def _share(tables: Tables, relation: dict, whole: list[str]) -> pd.DataFrame:
    """Share, parts and whole in one row; `ratio_low`, `ratio_high` the recomputed share in %, `ratio` as text, `missed`
    by how much the printed share misses it."""
    counts = together(total(tables, relation["parts"], "part"), total(tables, whole, "whole"))
    frame = together(select(tables, relation["share"], "share"), counts)
    low, high = quotients(convert(frame, "part", "whole", None), "part", "whole")
    frame = frame.assign(ratio_low=100 * low, ratio_high=100 * high)
    text = [interval(round(row.ratio_low, 2), round(row.ratio_high, 2), "%") for row in frame.itertuples()]
    missed = gap(frame["share_low"], frame["share_high"], frame["ratio_low"], frame["ratio_high"])
    return frame.assign(ratio=pd.Series(text, index=frame.index, dtype="str"), missed=missed)


def _in_the_table(tables: Tables, share: pd.Series) -> pd.Series:
    """The same share as the plan's table of indicators prints it, where it does: there it stands under the name."""
    keys = ["document_id", "series", "kind", "at", "value"]
    printed = tables.numbers[tables.numbers["table_row"] != ""]
    listed = printed[keys].assign(listed=printed.index).drop_duplicates(keys)
    found = tables.numbers.loc[share, keys].merge(listed, on=keys, how="left")["listed"]
    return found.set_axis(share.index).fillna(share).astype("int64")


def _fitting(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["missed"] == 0]


@rule("A202", "warning")
def share_of_another_whole(tables: Tables) -> pd.DataFrame:
    """比例的分母与指标名称不符：用另一个总体才算得出。

    理由：指标名称说的是“甲中的比例”，印出的比例却等于部分 ÷ 乙。基期和目标若用不同的分母，就无法比较。

    算例：“护理型床位占养老机构床位”印 37%，而护理型 1237 张 ÷ 机构与社区床位合计 3354 张＝36.88%：分母含社区床位。
    """
    names = tables.indicators.set_index("indicator_id")["name_zh"]
    parts = []
    for relation in tables.relations.get("share", ()):
        if "also" not in relation:
            continue
        own = _fitting(_share(tables, relation, relation["whole"]))
        frame = _fitting(_share(tables, relation, [relation["also"]]))
        frame = frame[~frame["share"].isin(own["share"])]
        if frame.empty:
            continue
        frame = frame.assign(share=_in_the_table(tables, frame["share"]))
        figures = positions(frame, "share", "part", "whole")
        message = [
            f"{row.place}“{row.name}”印作“{row.share_quote}”，按名称分母是“{names[relation['whole'][0]]}”，而它等于 "
            f"{amount(row.part_low, row.part_unit)} ÷ {amount(row.whole_low, row.whole_unit)}"
            f"（{names[relation['also']]}）＝{percent((row.ratio_low + row.ratio_high) / 2)}；"
            f"请核对分母，并在目标中写明。"
            for row in described(tables, frame, figures)
        ]
        parts.append(findings(tables, figures, message, recomputed=frame["ratio"]))
    return pd.concat(parts) if parts else nothing()


@rule("A203", "error")
def sum_of_parts(tables: Tables) -> pd.DataFrame:
    """各部分之和超过总数。

    理由：互不重叠的几部分之和不能大于总数（可以小于：还有未列出的部分）。哪些部分合成哪个总数，见
    codelists/relations.toml。

    算例：社会组织 79 家，其中社会团体 19 家、民办非企业 60 家，19＋60＝79，相符；若总数印 69 家，则多出 10 家。
    """
    parts = []
    for relation in tables.relations.get("sum", ()):
        frame = together(total(tables, relation["parts"], "part"), total(tables, relation["whole"], "whole"))
        frame = convert(frame, "part", "whole", None)
        frame = frame.assign(over=frame["part_low"] - frame["whole_high"])[lambda rows: rows["over"] > 0]
        if frame.empty:
            continue
        figures = positions(frame, "whole", "part")
        message = [
            f"{row.place}“{row.name}”印作“{row.whole_0_quote}”，而所列各部分之和至少 "
            f"{amount(row.part_low, row.whole_unit)}，多出 {amount(row.over, row.whole_unit)}，请核对各部分和总数"
            f"{row.guess}。"
            for row in described(tables, frame, figures)
        ]
        recomputed = [interval(row.part_low, row.part_high, row.whole_unit) for row in frame.itertuples()]
        unit = frame["whole_unit"]
        parts.append(findings(tables, figures, message, recomputed=recomputed, deviation=frame["over"], unit=unit))
    return pd.concat(parts) if parts else nothing()


@rule("A204", "warning")
def average_times_count(tables: Tables) -> pd.DataFrame:
    """人均标准 × 人数与总额不符。

    理由：规划印了每人的标准、人数和总额，三者应当相乘得合。标准在期内调整过、有人未按全额发放，总额会偏小；一人领了不
    止一年，总额会偏大：所以是疑点，须核对口径。

    算例：每生 7000 元，355 名，应为 248.5 万元，而印作“249 万余元”，至少差 0.5 万元。
    """
    parts = []
    for relation in tables.relations.get("product", ()):
        pair = together(select(tables, relation["total"], "total"), select(tables, relation["average"], "average"))
        frame = together(pair, select(tables, relation["count"], "count"))
        low = frame["average_low"] * frame["count_low"] * relation["factor"]
        high = frame["average_high"] * frame["count_high"] * relation["factor"]
        missed = gap(frame["total_low"], frame["total_high"], low, high)
        frame = frame.assign(low=low, high=high, missed=missed)[missed > 0]
        if frame.empty:
            continue
        figures = positions(frame, "total", "average", "count")
        recomputed = [interval(row.low, row.high, row.total_unit) for row in frame.itertuples()]
        message = [
            f"{row.place}“{row.name}”印作“{row.total_quote}”，而“{row.average_quote}” × “{row.count_quote}”＝{product}"
            f"（{relation['reason']}），至少相差 {amount(row.missed, row.total_unit)}；请核对人数、年数和总额"
            f"{row.guess}。"
            for row, product in zip(described(tables, frame, figures), recomputed, strict=True)
        ]
        unit = frame["total_unit"]
        parts.append(findings(tables, figures, message, recomputed=recomputed, deviation=frame["missed"], unit=unit))
    return pd.concat(parts) if parts else nothing()


@rule("A205", "error")
def density_and_population(tables: Tables) -> pd.DataFrame:
    """每千人拥有量反推的人数超过常住人口。

    理由：总数 ÷ 每千人拥有量 × 1000 是它所按的人数（如老年人口），不能多于当地常住人口。

    算例：床位 3354 张，每千名老人 37 张，老年人口应在 8.94 万—9.19 万人；常住人口 55.68 万人，可以成立；若总数印
    作 33540 张，则老年人要有 89 万人以上，超过常住人口。
    """
    parts = []
    for relation in tables.relations.get("density", ()):
        frame = together(select(tables, relation["density"], "density"), select(tables, relation["total"], "total"))
        low, _ = quotients(frame, "total", "density")
        frame = frame.assign(base=low * relation["per"]).merge(tables.persons, on="region_code")
        frame = frame[frame["base"] > frame["persons"]]
        if frame.empty:
            continue
        figures = positions(frame, "density", "total")
        message = [
            f"{row.place}“{row.density_quote}”与“{row.total_quote}”同时成立，{relation['base']}至少要有 "
            f"{amount(round(row.base), '人')}，超过常住人口 {amount(row.persons, '人')}（{row.population_year}年），"
            f"请核对两个数{row.guess}。"
            for row in described(tables, frame, figures)
        ]
        recomputed = [f"{relation['base']} {amount(round(base), '人')}" for base in frame["base"]]
        over = frame["base"] - frame["persons"]
        parts.append(findings(tables, figures, message, recomputed=recomputed, deviation=over, unit="人"))
    return pd.concat(parts) if parts else nothing()
