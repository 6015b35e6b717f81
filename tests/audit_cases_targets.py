"""Cases of the rules E: targets."""

import pandas as pd
from audit_case import DIBAO, FIVE_YEARS, MONTH, ORPHAN, YEAR, Case, dibao, places, rural
from audit_tables import figure, growth, target

CASES = {
    "E101": Case(
        [figure("nursing_bed_share", "60", "%"), target("nursing_bed_share", "55", "%")],
        [figure("nursing_bed_share", "50", "%"), target("nursing_bed_share", "55", "%")],
        "warning",
        ("目标比基期还差 5%",),
        5,
    ),
    "E102": Case(
        [
            target("rural_elderly_centre_coverage", "60", "%"),
            figure("rural_elderly_centres", "11", "个"),
            figure("villages", "14", "个"),
        ],
        [
            target("rural_elderly_centre_coverage", "80", "%"),
            figure("rural_elderly_centres", "11", "个"),
            figure("villages", "14", "个"),
        ],
        "warning",
        ("78.57%",),
        100 * 11 / 14 - 60,
    ),
    "E103": Case(
        [target("nursing_bed_share", "55", "%", attribute="约束性")],
        [target("nursing_bed_share", "55", "%", attribute="约束性"), figure("nursing_bed_share", "50", "%")],
        "warning",
        ("1 处约束性目标中，1 处没有印基期水平",),
    ),
    "E104": Case(
        [growth(DIBAO, "", "annual_floor", 2020, 2025, kind="target", comparator=">=", reference="省定目标")],
        [growth(DIBAO, "5", "annual_floor", 2020, 2025, kind="target", comparator=">=")],
        "note",
        ("省定目标",),
    ),
    "E105": Case(
        [target("nursing_bed_share", "60", "%", year_stated=False)],
        [target("nursing_bed_share", "60", "%")],
        "note",
        ("没有印目标年份",),
    ),
    "E106": Case(
        [
            figure("community_facility_area_per_hundred_households", "30", "平方米/百户", kind="rule", comparator=">="),
            figure("community_facility_area_per_hundred_households", "33", "平方米/百户"),
        ],
        [
            figure("community_facility_area_per_hundred_households", "35", "平方米/百户", kind="rule", comparator=">="),
            figure("community_facility_area_per_hundred_households", "33", "平方米/百户"),
        ],
        "note",
        ("低于2020年已有的",),
        2.5,
    ),
    "E107": Case(
        [target("registered_volunteers", "13.8", "万人", year=2020)],
        [target("registered_volunteers", "13.8", "万人", year=2021)],
        "warning",
        ("早于规划期（2021年起）",),
        1,
    ),
    "E108": Case(
        [figure("temporary_relief_person_times", "29149", "人次", kind="flow", **FIVE_YEARS)],
        [
            figure(
                "temporary_relief_person_times",
                "29149",
                "人次",
                kind="flow",
                year=pd.NA,
                period_start=2011,
                period_end=2015,
            )
        ],
        "note",
        ("2020-06-24", "1 个数（2020年的水平"),
        plans={"county": ("210381", "2020-06-24")},
    ),
    "E109": Case(
        [
            target("ecological_burial_rate", "65", "%", year=2022, comparator=">="),
            target("ecological_burial_rate", "60", "%", year=2025, comparator=">="),
        ],
        [
            target("ecological_burial_rate", "60", "%", year=2021, comparator=">="),
            target("ecological_burial_rate", "65", "%", year=2022, comparator=">="),
        ],
        "warning",
        ("弱于2022年",),
        5,
    ),
    "E110": Case(
        [
            figure("cremation_rate", "95", "%"),
            target("cremation_rate", "10", "%", form="absolute_change", quote="提高10个百分点"),
        ],
        [
            figure("cremation_rate", "95", "%"),
            target("cremation_rate", "5", "%", form="absolute_change", quote="提高5个百分点"),
        ],
        "warning",
        # at least 94.5 + 9.5 within the printed precision
        ("折算为 105%", "高于上限 100%", "按 100% 计"),
        4,
    ),
    "E201": Case(
        [
            target("dibao_urban_rural_ratio", "1.3", "倍"),
            dibao("672"),
            rural(DIBAO, "5558", YEAR),
        ],
        [target("dibao_urban_rural_ratio", "1.3", "倍"), dibao("672")],
        "note",
        # 672 / (5558 / 12) = 1.4509; (1.4509 / 1.3)^(1/5) - 1 = 2.2204%, written so that it is enough
        ("1.451 倍", "折算：恰好达到目标是农村标准年均比城市标准多增 2.23%"),
        672 / (5558 / 12) - 1.3,
    ),
    "E202": Case(
        [
            figure("elderly_beds_per_thousand", "37", "张/千名老人"),
            figure("elderly_beds", "3354", "张"),
            target("elderly_beds_per_thousand", "60", "张/千名老人"),
            target("elderly_beds", "4343", "张", form="absolute_change"),
        ],
        [
            figure("elderly_beds_per_thousand", "37", "张/千名老人"),
            figure("elderly_beds", "3354", "张"),
            target("elderly_beds_per_thousand", "60", "张/千名老人"),
            # 60 per thousand of 9.06 × 1.03^5 ten thousand elderly people: 6305 beds, 2951 new ones
            target("elderly_beds", "2951", "张", form="absolute_change"),
        ],
        "warning",
        ("9.065 万人", "12.83 万人", "年均 7.19%"),
        7.1919 - 6,
    ),
    "E203": Case(
        [
            *(
                row | {"year": year, "printed_value": value}
                for row in places(ORPHAN, ["1000"] * 4)
                for year, value in ((2016, "1000"), (2020, "1400"))
            ),
            figure(ORPHAN, "1000", MONTH),
            target(ORPHAN, "3000", MONTH),
        ],
        [
            *(
                row | {"year": year, "printed_value": value}
                for row in places(ORPHAN, ["1000"] * 4)
                for year, value in ((2016, "1000"), (2020, "1400"))
            ),
            figure(ORPHAN, "1000", MONTH),
            target(ORPHAN, "1500", MONTH),
        ],
        "warning",
        # (3000 / 1000)^(1/5) = 1.2457; (1400 / 1000)^(1/4) = 1.0878
        ("24.58%", "8.78%"),
        24.5731 - 8.7757,
    ),
    "E204": Case(
        [
            dibao("650"),
            target(DIBAO, "900", MONTH, residence="urban"),
            growth(DIBAO, "8", "annual_growth", 2020, 2025, kind="target", residence="urban"),
        ],
        [
            dibao("650"),
            target(DIBAO, "955", MONTH, residence="urban"),
            growth(DIBAO, "8", "annual_growth", 2020, 2025, kind="target", residence="urban"),
        ],
        "error",
        ("955.06 元/人·月",),
        650 * 1.075**5 - 900,
    ),
}
