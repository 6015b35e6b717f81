"""Cases of the rules C: units and magnitude."""

from audit_case import BEDS, DIBAO, MONTH, ORPHAN, PER_THOUSAND, YEAR, Case, places
from audit_tables import figure, target

CASES = {
    "C101": Case(
        [*places(ORPHAN, ["1500", "1600", "1700", "1800"]), figure(ORPHAN, "1100", YEAR)],
        [
            *places(ORPHAN, ["1500", "1600", "1700", "1800"]),
            figure(ORPHAN, "13200", YEAR),
            figure(ORPHAN, "900", MONTH, year=2016),
        ],
        "error",
        ("91.67 元/人·月", "当是“月”印成了“年”"),
        1100 - 1100 / 12,
    ),
    "C102": Case(
        [
            figure("social_work_professionals_population_share", "1.2", "%", region="150300"),
            figure("social_work_professionals", "4.8", "万人", region="210000"),
        ],
        [
            figure("social_work_professionals_population_share", "1.2", "‰", region="150300"),
            figure("social_work_professionals", "4.8", "万人", region="210000"),
        ],
        "warning",
        ("6682 人", "1.13 ‰"),
        1.08,
    ),
    "C103": Case(
        [target("nursing_bed_share", "55", "", read_as="%", quote="55")],
        [
            target("lottery_outlets", "12000", "个", quote="12000"),
            target("registered_volunteers", "3.8", "", quote="3.8万", read_as="万人"),
        ],
        "warning",
        ("没有单位",),
    ),
    "C104": Case(
        [*places(BEDS, ["31", "33", "35", "37", "39"], PER_THOUSAND), figure(BEDS, "190", PER_THOUSAND)],
        [
            *places(BEDS, ["31", "33", "35", "37", "39"], PER_THOUSAND),
            figure(BEDS, "60", PER_THOUSAND),
            # one of C101, not of this rule
            *places(DIBAO, ["600", "620", "650", "660", "700"]),
            figure(DIBAO, "7200", YEAR, year=2016, correction="printed_unit：元/人/月 → 元/人/年（误印）"),
        ],
        "note",
        ("5.28 倍",),
        190 - 36,
    ),
}
