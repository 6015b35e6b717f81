"""Numbers as every page, chart, sentence and file writes them: 1,680; −1.3; 8.45%; 25.55 万张; 2,468 元/人·月."""

PERCENT = "%"
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


def scaled(value: float, decimals: int = 2) -> str:
    """As `plain`, from ten thousand on in 万, from a hundred million in 亿, both to two decimals.

    >>> scaled(1680.0), scaled(255500.0)
    ('1,680', '25.55 万')
    """
    for size, name in LARGE:
        if abs(value) >= size:
            return f"{plain(value / size, 2)} {name}"
    return plain(value, decimals)
