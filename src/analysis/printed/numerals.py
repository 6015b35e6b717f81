"""What one printed numeral is worth: 12,000; 520.11万; 8千多万; 十五; 一点二; 三五 (three to five); 1亿3000万.

Values are exact decimals. A numeral that can be read in two ways (三八, 百五) is refused.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import cn2an

BARE = r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
ARABIC = BARE + r"(?![0-9]|[.,:/][0-9])"
SCALE = r"(?:[百千](?!分)[万亿]?|[万亿]+)"
# 520.11万余, 20余万, 8千多万, 1亿3000万, 3万5千, 2万3000
ARABIC_NUMERAL = (
    rf"{ARABIC}(?:\s?[余多]?\s?{SCALE}(?:[余多]{SCALE})?(?:{ARABIC}{SCALE})*(?:[0-9]{{3,}}(?![0-9.,]))?)?(?:\s?[余多])?"
)
DIGITS = "零一二三四五六七八九"
CHINESE_DIGITS = f"{DIGITS}〇○两"
# 八千多万, 一点二, 十来
CHINESE_NUMERAL = (
    rf"[{CHINESE_DIGITS}十百千万亿]+(?:点[{CHINESE_DIGITS}]+[万亿]*)?(?:(?:[余多]|(?<=[十百千万])来)(?:{SCALE})?)?"
)
SIZES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
SMALLEST_REST = 100  # 2万3000 is 23000; 1万5 may be 15000 or 10005


class NotANumber(ValueError):
    """The text holds no number that can be read in one way."""


@dataclass(frozen=True)
class Value:
    """`low` and `high` are equal but for 三五; `comparator` is what 余, 多 (">") and 来 ("~") say, else "".

    `step` is the place value of the last printed digit (0.01 for 520.11, 100 for 520.11万), None for Chinese numerals.
    `scale` is what the 百, 千, 万, 亿 behind the digits multiply with.
    """

    low: Decimal
    high: Decimal
    step: Decimal | None = None
    comparator: str = ""
    scale: Decimal = Decimal(1)


def size(scale: str) -> Decimal:
    """What 百, 千, 万, 千万, 万亿 multiply with.

    >>> size("千万"), size("")
    (Decimal('10000000'), Decimal('1'))
    """
    return Decimal(10 ** sum(SIZES[sign] for sign in scale))


@cache
def arabic(text: str) -> Value:
    """The value of a text that ARABIC_NUMERAL matches whole. Raises NotANumber.

    >>> arabic("520.11万余")
    Value(low=Decimal('5201100.00'), high=Decimal('5201100.00'), step=Decimal('100.00'), comparator='>', \
scale=Decimal('10000'))
    """
    total, last = Decimal(0), None
    for mantissa, scale in re.findall(rf"({BARE})((?:\s?[余多]|\s?[百千万亿])*)", text):
        factor = size(re.sub(r"[余多\s]", "", scale))
        value = Decimal(mantissa.replace(",", "")) * factor
        if last is not None and not (value < last and (factor > 1 or value >= SMALLEST_REST)):
            raise NotANumber(text)
        total, last = total + value, factor
        step = factor.scaleb(-len(mantissa.partition(".")[2]))
    return Value(total, total, step, ">" if re.search("[余多]", text) else "", last)


@cache
def chinese(text: str) -> Value:
    """The value of a text that CHINESE_NUMERAL matches whole. Raises NotANumber.

    >>> chinese("八千多万").low, chinese("三五").high, chinese("一点二").low
    (Decimal('80000000'), Decimal('5'), Decimal('1.2'))
    """
    comparator = ">" if re.search("[余多]", text) else "~" if "来" in text else ""
    plain = re.sub("[余多来]", "", text).replace("两", "二").replace("〇", "零").replace("○", "零")
    low, high = _neighbours(plain) or (_integer(plain),) * 2
    return Value(low, high, None, comparator, size(re.search("[万亿]*$", plain)[0]))


def _neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """三五, 七八十, 十七八, 两三千万: two digits side by side are a range of two neighbours (and 三五)."""
    match = re.fullmatch(rf"([{DIGITS[1:]}]?十)?([{DIGITS[1:]}])([{DIGITS[1:]}])([十百千万亿]*)", text)
    if match is None:
        return None
    tens, *digits, scale = match.groups()
    first, second = map(DIGITS.index, digits)
    if second - first != 1 and (first, second) != (3, 5):
        raise NotANumber(text)
    before = _integer(tens) if tens else 0
    return (before + first) * size(scale), (before + second) * size(scale)


def _integer(text: str) -> Decimal:
    if len(text) > 2 and "零" in text and re.fullmatch(f"[{DIGITS[1:]}][{DIGITS}]+", text):  # 二〇二五
        return Decimal("".join(str(DIGITS.index(digit)) for digit in text))
    point = re.fullmatch("(.+点[^万亿]+)([万亿]+)", text)
    if point:
        return _integer(point[1]) * size(point[2])
    try:
        return Decimal(str(cn2an.cn2an("一" + text if text[0] in "百千万亿" else text, "strict")))
    except ValueError:
        raise NotANumber(text) from None


def scaled_by(value: Value, factor: Decimal) -> Value:
    """The value times a factor, its step too; a negative one turns its ends round."""
    low, high = sorted((value.low * factor, value.high * factor))
    return replace(value, low=low, high=high, step=None if value.step is None else value.step * abs(factor))
