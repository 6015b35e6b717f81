"""Numbers in the sentences about growth: large counts in 万 and 亿, probabilities that are never certain."""

from analysis import numerals


def quantity(value: float, unit: str, decimals: int = 2) -> str:
    """A number with its unit.

    >>> quantity(1680.0, "元/人·月"), quantity(255500.0, "张"), quantity(57.9, "%")
    ('1,680 元/人·月', '25.55 万张', '57.9%')
    """
    return numerals.with_unit(numerals.scaled(value, decimals), unit)


def share(probability: float) -> str:
    """A probability in whole per cent; none is ever printed as certain or impossible.

    >>> share(0.4249), share(0.999)
    ('42%', '99% 以上')
    """
    if probability < 0.01:
        return "不到 1%"
    return "99% 以上" if probability > 0.99 else numerals.percent(probability, 0)
