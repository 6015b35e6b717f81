"""Cases of the rules A: arithmetic."""

from audit_case import DIBAO, TEKUN, YEAR, Case, over
from audit_tables import figure, growth

CASES = {
    "A101": Case(
        [
            *over("urban", "500", "650"),
            growth(DIBAO, "8", "annual_floor", 2016, 2020, comparator=">=", residence="urban", base="2016年"),
        ],
        # (445 / 313)^(1/4) = 1.0919: at least 8% in each step on average
        [
            *over("rural", "313", "445"),
            growth(DIBAO, "8", "annual_floor", 2016, 2020, comparator=">=", residence="rural"),
        ],
        "error",
        ("6.78%", "7.5%", "按 3 步计（年均 9.14%）"),
        8 - 6.7790,
    ),
    "A102": Case(
        [*over("rural", "313", "445"), growth(DIBAO, "38", "total_growth", 2016, 2020, residence="rural")],
        [*over("rural", "313", "445"), growth(DIBAO, "42", "total_growth", 2016, 2020, residence="rural")],
        "error",
        ("42.17%", "“38%”"),
        42.1725 - 38.5,
    ),
    "A103": Case(
        [
            figure("social_organisations", "461", "家"),
            growth("social_organisations", "161", "absolute_change", 2015, 2020, unit="家"),
            growth("social_organisations", "51", "total_growth", 2015, 2020),
        ],
        [
            figure("social_organisations", "461", "家"),
            growth("social_organisations", "161", "absolute_change", 2015, 2020, unit="家"),
            growth("social_organisations", "53.7", "total_growth", 2015, 2020),
        ],
        "error",
        ("53.67%",),
        161 / 300 * 100 - 51.5,
    ),
    "A104": Case(
        [
            row
            for region, rise in (("210300-u", "21.68"), ("210381", "38.71"), ("210321", "44.72"))
            for row in (
                figure(TEKUN, "1055", "元/月", read_as="元/人·月", region=region, document="city", residence="urban"),
                growth(TEKUN, rise, "total_growth", 2016, 2020, region=region, document="city", residence="urban"),
            )
        ],
        [
            row
            for region, rise in (("210300-u", "21.68"), ("210321", "44.72"))
            for row in (
                figure(TEKUN, "1055", "元/月", read_as="元/人·月", region=region, document="city", residence="urban"),
                growth(TEKUN, rise, "total_growth", 2016, 2020, region=region, document="city", residence="urban"),
            )
        ],
        "warning",
        ("760.55", "729 元、867 元"),
    ),
    "A201": Case(
        [
            figure("community_day_care_coverage", "95.3", "%", residence="urban"),
            figure("community_day_care_centres", "342", "个"),
            figure("community_facilities", "348", "个", residence="urban"),
        ],
        [
            figure("community_day_care_coverage", "98.3", "%", residence="urban"),
            figure("community_day_care_centres", "342", "个"),
            figure("community_facilities", "348", "个", residence="urban"),
        ],
        "error",
        ("98.28%", "342 个 ÷ 348 个"),
        100 * 342 / 348 - 95.35,
    ),
    "A202": Case(
        [
            figure("nursing_bed_share", "37", "%"),
            figure("nursing_beds", "1237", "张"),
            figure("elderly_beds", "3354", "张"),
        ],
        [
            figure("nursing_bed_share", "62", "%"),
            figure("nursing_beds", "1237", "张"),
            figure("elderly_beds", "3354", "张"),
            figure("elderly_institution_beds", "2000", "张"),
        ],
        "warning",
        ("养老机构床位数", "36.88%"),
    ),
    "A203": Case(
        [
            figure("social_organisations", "69", "家"),
            figure("social_organisations", "19", "家", subgroup="social_associations"),
            figure("social_organisations", "60", "家", subgroup="private_nonprofit_units"),
        ],
        [
            figure("social_organisations", "79", "家"),
            figure("social_organisations", "19", "家", subgroup="social_associations"),
            figure("social_organisations", "60", "家", subgroup="private_nonprofit_units"),
        ],
        "error",
        ("至少 79 个", "多出 10 个"),
        10,
    ),
    "A204": Case(
        [
            figure("student_relief_standard", "7000", YEAR, kind="rule"),
            figure("students_relieved", "355", "名", kind="flow", period_start=2016, period_end=2020),
            figure(
                "student_relief_expenditure",
                "249",
                "万元",
                kind="flow",
                comparator=">",
                period_start=2016,
                period_end=2020,
            ),
        ],
        [
            figure("student_relief_standard", "7000", YEAR, kind="rule"),
            figure("students_relieved", "355", "名", kind="flow", period_start=2016, period_end=2020),
            figure(
                "student_relief_expenditure",
                "248",
                "万元",
                kind="flow",
                comparator=">",
                period_start=2016,
                period_end=2020,
            ),
        ],
        "warning",
        ("248.5 万元", "5,000 元"),
        5000,
    ),
    "A205": Case(
        [
            figure("elderly_beds_per_thousand", "37", "张/千名老人", region="150300"),
            figure("elderly_beds", "33540", "张", region="150300"),
        ],
        [
            figure("elderly_beds_per_thousand", "37", "张/千名老人", region="150300"),
            figure("elderly_beds", "3354", "张", region="150300"),
        ],
        "error",
        ("老年人口", "55.68 万人"),
        33540 / 37.5 * 1000 - 556800,
    ),
}
