"""Cases of the rules G: standing rules."""

from audit_case import DIBAO, MONTH, ORPHAN, TEKUN, Case, dibao, rural
from audit_tables import figure

CASES = {
    "G101": Case(
        [rural(DIBAO, "340"), rural(TEKUN, "423")],
        [rural(DIBAO, "340"), rural(TEKUN, "442"), dibao("744"), figure(TEKUN, "967", MONTH, residence="urban")],
        "warning",
        ("1.244 倍", "442 元/人·月", "差 19 元/人·月"),
        19,
    ),
    "G102": Case(
        [
            dibao("550"),
            figure(TEKUN, "715", MONTH, residence="urban"),
            dibao("600", kind="rule", year=2021),
            figure(TEKUN, "1100", MONTH, residence="urban", arrangement="collective", kind="rule", year=2021),
        ],
        [
            dibao("550"),
            figure(TEKUN, "715", MONTH, residence="urban"),
            dibao("600", kind="rule", year=2021),
            figure(TEKUN, "780", MONTH, residence="urban", kind="rule", year=2021),
        ],
        "warning",
        ("1.192 倍", "780 元/人·月"),
        65,
    ),
    "G103": Case(
        [
            figure(ORPHAN, "1680", MONTH, arrangement="collective"),
            figure(ORPHAN, "2200", MONTH, arrangement="dispersed"),
        ],
        [
            figure(ORPHAN, "2200", MONTH, arrangement="collective"),
            figure(ORPHAN, "1680", MONTH, arrangement="dispersed"),
        ],
        "warning",
        ("反而低于", "差 520 元/人·月"),
        520,
    ),
    "G104": Case(
        [dibao("600", year=2019), dibao("560")],
        [dibao("600", year=2019), dibao("600")],
        "warning",
        ("低于2019年",),
        40,
    ),
}
