"""Cases of the rules F: alignment between levels."""

from audit_case import MONTH, ORPHAN, Case
from audit_tables import figure, growth, target

CASES = {
    "F101": Case(
        [target("nursing_bed_share", "50", "%"), target("nursing_bed_share", "55", "%", region="210000")],
        [target("nursing_bed_share", "55", "%"), target("nursing_bed_share", "55", "%", region="210000")],
        "warning",
        ("低于辽宁省规划", "相差 5 个百分点"),
        5,
    ),
    "F102": Case(
        [
            growth(ORPHAN, "50", "total_growth", 2020, 2025, kind="target"),
            growth(
                "orphan_average_standard",
                "6",
                "annual_growth",
                2020,
                2025,
                kind="target",
                region="210000",
                comparator=">",
            ),
        ],
        [
            growth(ORPHAN, "30", "total_growth", 2020, 2025, kind="target"),
            growth(
                "orphan_average_standard",
                "6",
                "annual_growth",
                2020,
                2025,
                kind="target",
                region="210000",
                comparator=">",
            ),
        ],
        "note",
        # 1.5^(1/5) - 1 = 8.45%; 1.3^(1/5) - 1 = 5.39%
        ("折算每年 8.45%", "高于辽宁省规划"),
        8.4472 - 6,
    ),
    "F103": Case(
        [
            figure("community_facility_area_per_hundred_households", "30", "平方米/百户", kind="rule"),
            target(
                "community_facility_area_per_hundred_households", "30", "平方米/百户", region="210000", comparator=">"
            ),
        ],
        [
            figure("community_facility_area_per_hundred_households", "30", "平方米/百户", kind="rule", comparator=">"),
            target(
                "community_facility_area_per_hundred_households", "30", "平方米/百户", region="210000", comparator=">"
            ),
        ],
        "note",
        ("比较词弱于",),
        0,
    ),
    "F104": Case(
        [
            target("nursing_bed_share", "55", "%", attribute="预期性"),
            target("nursing_bed_share", "55", "%", region="210000", attribute="约束性"),
        ],
        [
            target("nursing_bed_share", "55", "%", attribute="约束性"),
            target("nursing_bed_share", "55", "%", region="210000", attribute="约束性"),
        ],
        "warning",
        ("预期性", "约束性"),
    ),
    "F105": Case(
        [
            target("nursing_bed_share", "55", "%", region="210000", table_row="1", attribute="约束性"),
            target("public_burial_facility_coverage", "100", "%", region="210000", table_row="2", attribute="约束性"),
            target("nursing_bed_share", "60", "%", region="210300"),
        ],
        [
            target("nursing_bed_share", "55", "%", region="210000", table_row="1", attribute="约束性"),
            # a province can set targets only for the average of what a city decrees
            growth(
                "orphan_average_standard",
                "6",
                "annual_growth",
                2020,
                2025,
                kind="target",
                region="210000",
                table_row="2",
            ),
            target("nursing_bed_share", "60", "%", region="210300"),
            growth(ORPHAN, "8", "annual_growth", 2020, 2025, kind="target", region="210300"),
        ],
        "note",
        ("辽宁省指标表适用到鞍山市的 2 项约束性指标中，鞍山市规划有 1 项没有目标", "县级公益性安葬"),
        plans={"province": ("210000", ""), "city": ("210300", "")},
    ),
    "F106": Case(
        [
            target(ORPHAN, "2400", MONTH),
            growth("orphan_average_standard", "6", "annual_growth", 2020, 2025, kind="target", region="210000"),
        ],
        [
            target(ORPHAN, "2400", MONTH),
            target("orphan_average_standard", "2400", MONTH, region="210000"),
        ],
        "note",
        ("不能直接比较",),
    ),
}
