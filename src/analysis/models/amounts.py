"""Numbers as people read them in Chinese: 25.55 万张, 8.45 %, 1680 元/人·月."""

LARGE = ((1e8, "亿"), (1e4, "万"))


def number(value: float, digits: int = 2) -> str:
    """The number without trailing zeros; from ten thousand on in 万, from a hundred million in 亿."""
    for size, name in LARGE:
        if abs(value) >= size:
            return f"{_plain(value / size, 2)} {name}"
    return _plain(value, digits)


def _plain(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def percent(rate: float, digits: int = 2) -> str:
    return f"{_plain(rate * 100, digits)} %"


def quantity(value: float, unit: str, digits: int = 2) -> str:
    """A number with its unit: 亿元 and 万人 together, % and other units after a space."""
    text = number(value, digits)
    return text + unit if text[-1] in "亿万" else f"{text} {unit}"


def share(probability: float) -> str:
    """A probability in whole per cent; none is ever printed as certain or impossible."""
    if probability < 0.01:
        return "不到 1 %"
    return "99 % 以上" if probability > 0.99 else percent(probability, 0)
