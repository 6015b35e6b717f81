"""Numbers as every page, chart, sentence and file writes them: 1,680; −1.3; 8.45%; 25.55 万张; 2,468 元/人·月.

A yearly rate of growth has at most two decimals wherever it is written: an achieved one is rounded to the nearest
(`percent`), a needed one away from zero (`needed`), because who follows the written rate is to reach the target: 1,680
grows to 2,520 in five years at 8.4472% a year; 8.45% gives 2,520.3, 8.44% and 8.4% do not get there. A rate that
somebody chose is written as it was chosen (`as_chosen`).
"""

import math

PERCENT = "%"
EXACT = 1e-6  # of a hundredth of a percentage point: below it a difference is floating point
LARGE = ((1e8, "亿"), (1e4, "万"))


def fixed(value: float, decimals: int) -> str:
    """So many decimals, for columns of numbers: thousands separated, a true minus, no minus before zero.

    >>> fixed(2690, 0), fixed(-1.3, 2), fixed(-0.001, 2)
    ('2,690', '−1.30', '0.00')
    """
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−")


def plain(value: float, decimals: int) -> str:
    """At most `decimals` decimals, without trailing zeros; else as `fixed`.

    >>> plain(13524400.0, 0), plain(-1.30, 2), plain(-0.001, 2)
    ('13,524,400', '−1.3', '0')
    """
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: str, unit: str) -> str:
    """The number and its unit: no space before %, none between 万 or 亿 and the unit, one before all others.

    >>> with_unit("55", "%"), with_unit("2,468", "元/人·月"), with_unit("25.55 万", "张"), with_unit("3", "")
    ('55%', '2,468 元/人·月', '25.55 万张', '3')
    """
    joined = unit in ("", PERCENT) or number.endswith(("万", "亿"))
    return number + unit if joined else f"{number} {unit}"


def percent(fraction: float, decimals: int = 2) -> str:
    """A fraction as per cent.

    >>> percent(0.08), percent(0.084472), percent(-0.013, 1)
    ('8%', '8.45%', '−1.3%')
    """
    return plain(fraction * 100, decimals) + PERCENT


def needed(fraction: float) -> float:
    """A yearly rate that a target needs, as it is written: rounded away from zero to 0.01%, as a fraction.

    A target that is to be fallen to needs a negative rate, and no smaller a fall than the one written reaches it. A
    rate that is only an upper bound is no needed rate: there the target is reached already.

    >>> needed(0.0844718), needed(0.05), needed(-0.03121)
    (0.0845, 0.05, -0.0313)
    """
    return math.copysign(math.ceil(abs(fraction) * 1e4 - EXACT), fraction) / 1e4 + 0.0


def needed_percent(fraction: float) -> str:
    """A rate that a target needs, as per cent.

    >>> needed_percent(0.022204), needed_percent(0.05 + 1e-15), needed_percent(0.08001)
    ('2.23%', '5%', '8.01%')
    """
    return percent(needed(fraction))


def needing(words: str, fraction: float, comparator: str = "") -> str:
    """Words and the needed rate behind them. A strict target (> or <) that just this rate leads to needs more.

    >>> needing("每年", 0.084472), needing("年均增长", 0.06, ">"), needing("每年", 0.084472, ">")
    ('每年 8.45%', '年均增长高于 6%', '每年 8.45%')
    """
    strict = comparator in (">", "<") and abs(needed(fraction) - fraction) * 1e4 <= EXACT
    return f"{words}{'高于 ' if strict else ' '}{needed_percent(fraction)}"


def as_chosen(fraction: float) -> str:
    """A rate that somebody asked about, with the decimals that it was given.

    >>> as_chosen(0.08), as_chosen(0.08447)
    ('8%', '8.447%')
    """
    return percent(fraction, 6)


def scaled(value: float, decimals: int = 2) -> str:
    """As `plain`, from ten thousand on in 万, from a hundred million in 亿, both to two decimals.

    >>> scaled(1680.0), scaled(255500.0)
    ('1,680', '25.55 万')
    """
    for size, name in LARGE:
        if abs(value) >= size:
            return f"{plain(value / size, 2)} {name}"
    return plain(value, decimals)
