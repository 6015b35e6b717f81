"""Cases of the rules D: values that cannot be."""

from audit_case import Case
from audit_tables import figure

CASES = {
    "D101": Case(
        [
            figure("child_protection_institution_coverage", "40", "%", region="150300"),
            figure("districts", "三", "", read_as="个", region="150300"),
        ],
        [
            figure("child_protection_institution_coverage", "33", "%", region="150300"),
            figure("districts", "三", "", read_as="个", region="150300"),
        ],
        "error",
        ("共 3 个", "要有 5 个单位"),
        40 - 100 / 3,
    ),
    "D102": Case(
        [
            figure("dibao_recipients", "600", "人", subgroup="registered_poor"),
            figure("registered_poor_people", "554", "人"),
        ],
        [
            figure("dibao_recipients", "554", "人", subgroup="registered_poor"),
            figure("registered_poor_people", "908", "人"),
            figure("dibao_recipients", "9449", "人"),
            figure("dibao_households", "7611", "户"),
        ],
        "error",
        ("多出 46 人",),
        46,
    ),
    "D103": Case(
        [figure("registered_volunteers", "450", "万人", region="210300")],
        [figure("registered_volunteers", "45", "万人", region="210300")],
        "error",
        ("332.537 万人",),
        4495000 - 3325372,
    ),
    "D104": Case(
        [figure("social_organisations", "790", "家"), figure("social_organisations", "461", "家", region="210300")],
        [figure("social_organisations", "79", "家"), figure("social_organisations", "461", "家", region="210300")],
        "warning",
        ("鞍山市", "多出 329 个"),
        329,
    ),
    "D105": Case(
        [
            figure("community_facility_smallest_area", "400", "平方米", read_as="平方米/个", comparator=">="),
            figure("community_facility_average_area", "317", "平方米", read_as="平方米/个"),
        ],
        [
            figure("community_facility_smallest_area", "200", "平方米", read_as="平方米/个", comparator=">="),
            figure("community_facility_average_area", "317", "平方米", read_as="平方米/个"),
        ],
        "error",
        ("最小值",),
        400 - 317.5,
    ),
}
