"""Cases of the rules B: one fact stated twice."""

from audit_case import MONTH, ORPHAN, TEKUN, YEAR, Case, dibao, rural
from audit_tables import figure, target

CASES = {
    "B101": Case(
        [rural(TEKUN, "423"), rural(TEKUN, "442")],
        [rural(TEKUN, "442"), rural(TEKUN, "5304", YEAR), rural(TEKUN, "423", year=2019)],
        "error",
        ("相差 19 元/人·月",),
        19,
    ),
    "B102": Case(
        [dibao("650", document="city"), dibao("645")],
        [
            dibao("650", document="city"),
            dibao("650"),
            dibao("645", kind="observed", document="reports", how_known="expected"),
        ],
        "warning",
        ("“650元/人/月”", "“645元/人/月”"),
        5,
    ),
    "B103": Case(
        [target("nursing_bed_share", "55", "%"), target("nursing_bed_share", "55", "%", comparator=">=")],
        [target("nursing_bed_share", "55", "%"), target("nursing_bed_share", "55", "%")],
        "note",
        ("用词不同",),
    ),
    "B104": Case(
        [
            target("child_protection_station_coverage", "50", "%"),
            target("child_protection_station_or_staff_coverage", "全覆盖", "", read_as="%"),
        ],
        [
            target("child_protection_station_coverage", "50", "%"),
            target("child_protection_station_or_staff_coverage", "全覆盖", "", read_as="%", year=2030),
        ],
        "note",
        ("工作站或专干", "相差 50 个百分点"),
        50,
    ),
    "B105": Case(
        [
            figure(ORPHAN, "2200", MONTH, region="210300", arrangement="collective"),
            figure(ORPHAN, "2100", MONTH, arrangement="collective"),
        ],
        [
            figure(ORPHAN, "2200", MONTH, region="210300", arrangement="collective"),
            figure(ORPHAN, "2200", MONTH, arrangement="collective"),
            figure(ORPHAN, "2100", MONTH, arrangement="collective", region="220502"),
        ],
        "warning",
        ("鞍山市统一的标准", "相差 100 元/人·月"),
        100,
    ),
}
