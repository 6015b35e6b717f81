"""The words around a printed number: bounds (不低于, 以上, 约), rises and falls, 每年, 提高到.

Each function takes the text as `numbers.fold` gives it and the places of the number in it.
"""

import re
from functools import cache

RISING = "提高|增长|增加|上升|上调|提升|扩大|新增|净增|递增|增幅|提标|增|升|涨|翻"
FALLING = (
    "负增长|下调|下降|降低|减少|降幅|减幅|跌幅|缩短|压减|压缩|缩减|缩小|削减|减轻|下滑|回落|递减|精简|降|减(?!免)|跌|"
    "收缩|缩水|萎缩|调低|下浮|下行|下移|下挫|下探|滑落|走低|↓|▼|"
    r"[比较][^,，。；;、\n]{1,12}?[低少]了?(?=[约近]?\s*\Z)"  # 比上年低3个百分点, but not 较低保标准高300元
    r"|(?<!不)(?<!不得)低于(?![约近])[^,，。；;、\n]{1,12}?(?=[约近]?\s*\Z)"  # 低于上年3个百分点
)
# A fall where a change is printed; a count of its own elsewhere.
CLOSING = "撤并|裁撤|撤销|关停|关闭|取缔|注销|清退|退出|核减|腾退|淘汰|少[建配派设招]"
UNCLEAR = (
    "收窄|减缓|放缓|趋缓"  # a smaller rise, or a smaller fall
    "|合并|整合|归并"  # of so many into fewer: how many fewer is not said
    "|(?:不|没有?|未)(?:再|会|得|应|宜|能)?(?:下降|降低|减少|下调|下滑|回落|缩小)"  # 不降低3个百分点
)
DIRECTIONS = re.compile(rf"(?P<unclear>{UNCLEAR})|(?P<falling>{FALLING}|{CLOSING})|(?P<rising>{RISING})")
AFTERWARDS = re.compile(rf"\s*[以之]?[上下内]?的?(?:{DIRECTIONS.pattern})")
CLAUSE = ",，。；;、\n\t"
SEGMENT = ",，。；;、\n()"

# Floors and caps hold wherever they stand before the number; 高于 and 低于 may speak of a difference
# (高于全国5个百分点) and bind only side by side with the number.
NEGATED = "(?<!不)(?<!不得)(?<!不宜)(?<!不应)"
BEFORE = {
    ">=": "不低于|不少于|不小于|不短于|不下于|不得低于|不得少于|不得小于|不应低于|不应少于|至少|起码|≥|>=",
    "<=": "不超过|不高于|不多于|不大于|不长于|不得超过|不得高于|不得多于|不应超过|至多|最多|控制在|≤|<=",
    ">": ">(?!=)",
    "<": "<(?!=)",
    "~": "大约|大致|大体|总体上?(?:达到|实现|达)|基本(?=实现|达到|做到|覆盖|全覆盖|消除|建成|完成)|参照",
}
BESIDE = {
    ">=": "最低为?|(?<!以)上(?=[百千万亿])",
    "<=": "最高为?",
    ">": f"{NEGATED}(?:超过|高于|大于|多于)|突破|逾",
    "<": f"{NEGATED}(?:低于|少于|小于)|不足|不到|不满|未达到?",
    "~": "(?<![节公签预合契条])约|近|接近|将近|基本|总体",
}
NUMERIC = frozenset("0123456789.-−+")
FILLER = r"(?:达到|达|为|有|在|至|到|实现|配备|建立|建成|:|\s)*"
# Behind the number and its unit, or a word of three characters at most (2个村以上); 余 and 多 side by side only.
AFTER = {
    ">=": ".{0,3}?\\s*(?:及?以上|起步)",
    "<=": ".{0,3}?\\s*(?:及?以下|以内|之内)",
    ">": "余|多(?!样|元|种|个|家)",
    "~": ".{0,3}?\\s*(?:左右|上下)",
}
# What may stand in a cell beside its number.
IN_FRONT = re.compile(
    "(?:不低于|不少于|不小于|不得低于|不得少于|至少|不超过|不高于|不多于|不大于|不得超过|至多|最多|大约|超过|高于|大于|"
    "多于|低于|少于|小于|不足|不到|约|近|逾|上|>=|<=|[≥≤><])?\\s*"
)
BEHIND = re.compile("\\s*(?:及?以上|及?以下|以内|之内|左右|上下|余|多)?")
TO_A_LEVEL = re.compile(  # 降幅为3%, 幅度达到3% say by how much
    rf"(?:{RISING}|{FALLING}|(?<!幅)(?<!幅度)达)[了]?(?<!幅)(?:[到至为]|达到)\s*(?:约|近|不低于|不少于|超过|每人每?[月年]|每[月年]|人均)*\s*$"
)
BY_AN_AMOUNT = re.compile(rf"(?:{RISING.replace('新增|净增|', '')}|{FALLING})[了约近]?(?:不低于|不少于|超过|大约)?\s*$")
EACH_YEAR = re.compile(rf"(?:每年|年均|逐年|年平均|平均每年|每年平均)[^{CLAUSE}0-9]{{0,8}}?(?:{RISING}|{FALLING})")

# 年标准 and 月保障标准 say it too, but 上年标准 and 2020年标准 do not; per day or quarter no unit can be read as.
OF_A = r"(?:人均)?(?:保障|救助|供养|养育|补助|补贴|发放)?标准"
PERIODS = {
    "月": re.compile(rf"每月|按月|月均|月人均|每人月|(?<![0-9一二三四五六七八九十上本次当])月{OF_A}"),
    "年": re.compile(rf"每年|全年|按年|年均|年人均|每人年|(?<![0-9〇零一二三四五六七八九十上本次当])年{OF_A}"),
    "天": re.compile("每[天日]|日均|每人[天日](?!均)"),
    "季": re.compile("每季"),
}
# What an amount is paid to, or a rate counted by, and the foreign money that an amount of yuan is not.
WHOM = {"户": re.compile("每户|户均|按户"), "人": re.compile("每人|人均|每[名位]")}
FOREIGN_MONEY = re.compile(r"\s*(?:万|亿)?(?:[美港欧日韩澳加]元|港币|英镑|新台币|卢布)")
# 每千名老人 names what is counted by; a unit that names another size contradicts it.
COUNTED_BY = re.compile("每(?P<size>[0-9]+[百千万]*|[十百千万]+)(?:名|人|位|户|张|个)")


@cache
def comparators(text: str, start: int, end: int) -> tuple[frozenset[str], frozenset[str]]:
    """What the words say of text[start:end] (the number with its unit): binding comparators, and possible ones.

    Possible are those of words before another number that may govern this one too (不低于500元的80%).

    >>> comparators("不低于55%", 3, 6)[0] == {">="}
    True
    """
    before, after = _segment(text, start, end)
    beside = _longest_ends(before, text[start : start + 1])
    binding = _found(BEFORE, before) | beside | {sign for sign, words in AFTER.items() if re.match(words, after)}
    possible = _found(BEFORE, text[:start]) | _found(BESIDE, text[:start])
    return frozenset(binding), frozenset(possible)


def _segment(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and behind the number, up to the next sign of punctuation or number."""
    before = re.split(f"[{SEGMENT}]", text[:start])[-1]
    if text[start : start + 1] in NUMERIC:
        before = re.sub(r"[0-9.,]+[^\s0-9]{0,3}[和与及]\s*$", "", before)  # 不少于2名和4名
        before = re.split(r"[0-9][^\s0-9]?", before)[-1]
    after = re.split(f"[{SEGMENT}0-9]", text[end:])[0]
    return before, after


def _found(words: dict[str, str], text: str) -> set[str]:
    return {sign for sign, pattern in words.items() if re.search(pattern, text)}


def _longest_ends(before: str, first: str) -> set[str]:
    return {
        sign
        for sign, pattern in BESIDE.items()
        if re.search(rf"(?:{pattern}){FILLER}(?={re.escape(first)}\Z)", before + first)
    }


@cache
def direction(text: str, start: int, end: int) -> int | None:
    """−1 where the words say that the number is a fall, 1 for a rise, 0 where no word says it; None: unclear.

    The nearest word before the number in its clause counts, else one behind it (3%的降幅).

    >>> direction("增幅负增长3%", 5, 7), direction("提高50%", 2, 5), direction("3%", 0, 2)
    (-1, 1, 0)
    """
    *earlier, clause = re.split(f"[{CLAUSE}]", text[:start])
    if earlier and re.match(r"\s*(?:其)?(?:总体|平均|累计)?幅度", clause):  # 下降，幅度为3个百分点
        clause = earlier[-1]
    found = list(DIRECTIONS.finditer(clause))
    nearest = found[-1] if found else AFTERWARDS.match(text, end)
    if nearest is None:
        return 0
    if nearest["unclear"]:
        return None
    return -1 if nearest["falling"] else 1


def says_level(text: str, start: int) -> bool:
    """提高到, 降至, 达到 stand right before the number: it is where something stands afterwards."""
    return TO_A_LEVEL.search(text[:start]) is not None


def says_change(text: str, start: int) -> bool:
    """提高, 缩短 stand right before the number: it is by how much something changes."""
    return BY_AN_AMOUNT.search(text[:start]) is not None


def says_each_year(text: str, start: int) -> bool:
    """每年提高, 年均增长 stand in the number's clause."""
    return EACH_YEAR.search(re.split(f"[{CLAUSE}]", text[:start])[-1]) is not None


def says_times(text: str, start: int) -> bool:
    """是原来的3倍, 增长到3倍 say how many times as much, 增长3倍 says how much more."""
    return re.search(r"(?:[到至为是]|达到?|原来|相当于)[^，。；]{0,8}$", text[:start]) is not None


def periods(text: str) -> frozenset[str]:
    """What the words say an amount is paid or counted by: 年, 月, 季, 天.

    >>> sorted(periods("每人每月500元，2020年标准")), sorted(periods("年保障标准6000元"))
    (['月'], ['年'])
    """
    return frozenset(period for period, pattern in PERIODS.items() if pattern.search(text))


def whom(text: str) -> frozenset[str]:
    """Whether the words say that something is so much a person (人) or a household (户).

    >>> sorted(whom("每户每月500元")), sorted(whom("人均30平方米"))
    (['户'], ['人'])
    """
    return frozenset(one for one, pattern in WHOM.items() if pattern.search(text))


def counted_by(text: str) -> frozenset[str]:
    """The sizes of what a rate is counted by, as printed.

    >>> sorted(counted_by("每千名老人40张")), sorted(counted_by("每10万人5个"))
    (['千'], ['10万'])
    """
    return frozenset(match["size"] for match in COUNTED_BY.finditer(text))
