"""Hypothesis strategies for what may stand in the cells and files of a raw folder instead of what does.

A grammar writes numbers, units, years and codes as documents and people do; edits change a few characters of what
stands there, as typing, spreadsheets and converters do.
"""

import re

from hypothesis import strategies as st

from analysis.codelists import definitions, units

FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
ALPHABET = (
    "0123456789.,%‰-—~～至到万亿千百十成番倍余多近约元人月年〇一二两三半０１５．，％ "
    "\u3000\u200b\ufeff\x00\t\n\"';=<>[]#E"
)


def _arabic() -> st.SearchStrategy[str]:
    whole = st.integers(0, 99999).map(str)
    grouped = st.integers(1000, 9_999_999).map(lambda number: f"{number:,}")
    return st.one_of(whole, grouped, st.decimals(0, 2000, places=2).map(str))


def _chinese() -> st.SearchStrategy[str]:
    digit, place = st.sampled_from("一二两三四五六七八九"), st.sampled_from("十百千万亿")
    read = st.lists(st.tuples(digit, place).map("".join), min_size=1, max_size=3).map("".join)
    spelt = st.integers(1, 2060).map(lambda number: str(number).translate(CHINESE_DIGITS))
    return st.one_of(read, spelt, st.sampled_from(["十", "半", "零", "三分之二", "百分之百", "一点二"]))


def numbers() -> st.SearchStrategy[str]:
    """A printed number with all that may stand around it: bounds, scales, units, ranges; or a word for one."""
    plain = st.one_of(_arabic(), _arabic().map(lambda text: text.translate(FULL_WIDTH)), _chinese())
    scaled = st.tuples(plain, st.sampled_from(["", "", "", "万", "亿", "千", "百万", "多万"])).map("".join)
    before = st.sampled_from(["", "", "", "-", "−", "约", "近", "超过", "不低于", "低于", "至少", "第", "下降", "翻"])
    after = st.sampled_from(["", "", "", "余", "多", "以上", "左右", "%", "‰", "成", "倍", "番", "元", "个百分点"])
    single = st.tuples(before, scaled, after).map("".join)
    between = st.tuples(single, st.sampled_from(["-", "—", "～", "至", "到", "/", ":"]), single).map("".join)
    words = st.sampled_from(["全覆盖", "全部", "过半", "翻番", "翻两番", "五成", "--", "零", "无", ""])
    return st.one_of(single, single, between, words)


def cells(column: str) -> st.SearchStrategy[str]:
    """What the column could hold: where it holds codes, all valid ones and some that nearly are."""
    codes = {
        **{name: list(terms) for name, terms in definitions.terms().items()},
        "printed_unit": list(units.labels()),
        "unit_read_as": list(units.labels()),
        "region_code": [*definitions.regions().index, *definitions.region_changes(), "21381", "210381.0", "2.1E+05"],
        "indicator_id": list(definitions.indicators().index),
        "subgroup": list(definitions.subgroups()),
        "reference": list(definitions.references()),
        "year_stated": ["true", "false", "TRUE", "True", "FALSE", "是", "1"],
        "address": ["https://mzt.ln.gov.cn/a", "mzt.ln.gov.cn", "http://a b/"],
        "effective": ["01-01", "07-01", "2021-07-01", "7月"],
    }
    if column in codes:
        return st.sampled_from(["", *codes[column]])
    if column in ("printed_value", "quote"):
        return numbers()
    if column in ("number", "start", "end", "table_row"):
        return st.one_of(st.integers(0, 30000).map(str), _arabic())
    if column in ("year", "period_start", "period_end"):
        year = st.integers(1940, 2070).map(str)
        return st.one_of(year, year, year.map(lambda text: f"{text}.0"), st.sampled_from(["", "十三五", "２０２０"]))
    return st.text("一二（）、约束预期性基年备注0123456789", max_size=8)


@st.composite
def edited(draw, text: str, alphabet: str = ALPHABET) -> str:
    """One or two edits of single characters, or the whole text in other signs."""
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, max(len(text) - 1, 0)))
        sign, here = draw(st.sampled_from(alphabet)), text[at : at + 1]
        ways = [
            text[:at] + text[at + 1 :],
            text[:at] + here + text[at:],
            text[:at] + sign + text[at:],
            text[:at] + sign + text[at + 1 :],
            text[:at] + text[at + 1 : at + 2] + here + text[at + 2 :],
            text + sign,
            text.translate(FULL_WIDTH),
            text.translate(CHINESE_DIGITS),
            re.sub("[0-9]", lambda digit: str((int(digit[0]) + 1) % 10), text, count=1),
            text.upper(),
            text.strip(),
        ]
        text = draw(st.sampled_from(ways))
    return text


def otherwise(column: str, text: str) -> st.SearchStrategy[str]:
    """Another content of a cell that holds `text`."""
    return st.one_of(cells(column), cells(column), edited(text)).filter(lambda other: other != text)


TOKEN = re.compile(r'"[^"\n]*"|\[[^\[\]\n]*\]|\b\d+\b|[\w-]+(?= =)|[^,\n"]+(?=,|$)', re.MULTILINE)


@st.composite
def files(draw, text: str, tokens: tuple[str, ...]) -> str:
    """Another content of a file: a value or key for another one, a line gone, doubled or moved, the end cut off, or
    characters edited. `tokens`: what stands in this and similar files."""
    lines, way = text.split("\n"), draw(st.integers(0, 7))
    at, to = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    if way < 4:
        match = draw(st.sampled_from(list(TOKEN.finditer(text))))
        written = draw(st.one_of(st.sampled_from(tokens), edited(match[0]), edited(match[0], "0123456789")))
        return text[: match.start()] + written + text[match.end() :]
    if way == 4:
        return text[: draw(st.integers(0, len(text) - 1))]
    if way == 5:
        return "\n".join(lines[:at] + lines[at + 1 :])
    if way == 6:
        return "\n".join([*lines[:at], lines[to], *lines[at:]])
    return draw(edited(text))
