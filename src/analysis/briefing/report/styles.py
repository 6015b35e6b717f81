"""The Word file's styles, after GB/T 9704-2012: page, typefaces, sizes, lines; one sheet of styles for long briefs and
a denser one for one-page briefs.

Typefaces are named only. `w:altName` in the font table says what to take where 方正小标宋 or 仿宋_GB2312 is missing.
"""

from dataclasses import dataclass

from docx.oxml import parse_xml

from analysis.briefing.ooxml import as_xml, node

TITLE_FONT, HEADING_FONT, SUBHEADING_FONT, BODY_FONT = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN_FONT = "Times New Roman"
FALLBACKS = {
    TITLE_FONT: "方正小标宋_GBK,小标宋,华文中宋,宋体",
    HEADING_FONT: "SimHei,方正黑体_GBK,微软雅黑",
    SUBHEADING_FONT: "楷体,KaiTi,方正楷体_GBK",
    BODY_FONT: "仿宋,FangSong,方正仿宋_GBK",
}
POINT = 20  # twips
TITLE, SUBTITLE, HEADING, FIGURE, CAPTION, SOURCE, CELL = (
    "Title",
    "Subtitle",
    "Heading1",
    "Figure",
    "Caption",
    "Source",
    "Cell",
)
SMALL_CELL, CITATION, TABLE_STYLE = "SmallCell", "Citation", "ThreeLines"


@dataclass(frozen=True)
class Sheet:
    """Sizes in points, margins (top, right, bottom, left) in millimetres."""

    margins: tuple[float, float, float, float]
    title: float
    body: float
    line: float
    caption: float
    source: float
    cell: float
    chart: float
    chart_height: float  # centimetres

    @property
    def text_width(self) -> float:
        """In centimetres."""
        return (210 - self.margins[1] - self.margins[3]) / 10


# GB/T 9704-2012, 5.2 and 7: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm; 正文 3 号字, 每面 22 行; 标题 2 号.
LONG = Sheet(
    (37, 26, 35, 28), title=22, body=16, line=28.95, caption=10.5, source=9, cell=10.5, chart=9, chart_height=6.9
)
ONE_PAGE = Sheet(
    (18, 20, 16, 20), title=18, body=11, line=17.5, caption=10, source=8.5, cell=9, chart=9, chart_height=6.2
)


def styles(sheet: Sheet):
    """The `w:styles` element."""
    indent = {"w__firstLineChars": 200, "w__firstLine": round(sheet.body * 2 * POINT)}
    none = {"w__firstLineChars": 0, "w__firstLine": 0}
    body = {"line": sheet.line, "indent": indent}
    flat = {"indent": none, "spacing": {"before": 1, "after": 1}}
    after_title, after_subtitle = ({"before": 0, "after": sheet.body * share} for share in (0.5, 0.8))
    made = [
        _style("Normal", "Normal", BODY_FONT, sheet.body, align="both", default=True, **body),
        _style(TITLE, "Title", TITLE_FONT, sheet.title, line=sheet.title * 1.55, indent=none, align="center",
               spacing=after_title),
        _style(SUBTITLE, "Subtitle", SUBHEADING_FONT, sheet.body, line=sheet.line, indent=none, align="center",
               spacing=after_subtitle),
        _style(HEADING, "heading 1", HEADING_FONT, sheet.body, level=0, keep_next=True, **body),
        _style("Heading2", "heading 2", SUBHEADING_FONT, sheet.body, level=1, keep_next=True, **body),
        _style("Heading3", "heading 3", BODY_FONT, sheet.body, level=2, keep_next=True, bold=True, **body),
        # A chart in a paragraph of exact line height is cropped: these have their natural height.
        _style(FIGURE, "图表", BODY_FONT, sheet.caption, indent=none, align="center", keep_next=True,
               spacing={"before": 6, "after": 0}),
        _style(CAPTION, "caption", HEADING_FONT, sheet.caption, indent=none, align="center", keep_next=True,
               spacing={"before": 2, "after": 2}),
        _style(SOURCE, "资料来源", SUBHEADING_FONT, sheet.source, indent=none, spacing={"before": 0, "after": 8}),
        _style(CELL, "表格文字", BODY_FONT, sheet.cell, **flat),
        _style(SMALL_CELL, "表格小字", BODY_FONT, sheet.cell - 1.5, **flat),
        _style("Header", "header", BODY_FONT, 9, indent=none, align="center"),
        _style("Footer", "footer", "宋体", 14, indent=none, align="right"),
    ]  # fmt: skip
    return parse_xml(as_xml(node("w:styles", _defaults(), *made, _citation(), _table_normal(), _three_lines())))


def _defaults():
    run = node("w:rPr", _fonts(BODY_FONT), node("w:sz", w__val=32), node("w:szCs", w__val=32),
               node("w:lang", w__val="en-US", w__eastAsia="zh-CN"))  # fmt: skip
    paragraph = node("w:pPr", node("w:spacing", w__before=0, w__after=0))
    return node("w:docDefaults", node("w:rPrDefault", run), node("w:pPrDefault", paragraph))


def _fonts(name: str):
    return node("w:rFonts", w__ascii=LATIN_FONT, w__hAnsi=LATIN_FONT, w__eastAsia=name, w__cs=LATIN_FONT)


def _style(
    identity: str,
    name: str,
    font: str,
    size: float,
    *,
    indent: dict,
    line: float | None = None,
    align: str = "left",
    spacing: dict | None = None,
    level: int | None = None,
    keep_next: bool = False,
    bold: bool = False,
    default: bool = False,
):
    room = {f"w__{side}": round(points * POINT) for side, points in (spacing or {"before": 0, "after": 0}).items()}
    lines = (
        {"w__line": round(line * POINT), "w__lineRule": "exact"} if line else {"w__line": 240, "w__lineRule": "auto"}
    )
    paragraph = node(
        "w:pPr",
        node("w:keepNext") if keep_next else None,
        node("w:snapToGrid", w__val=0),
        node("w:spacing", **room, **lines),
        node("w:ind", **indent),
        node("w:jc", w__val=align),
        node("w:outlineLvl", w__val=level) if level is not None else None,
    )
    half = round(size * 2)
    run = node(
        "w:rPr", _fonts(font), node("w:b") if bold else None, node("w:sz", w__val=half), node("w:szCs", w__val=half)
    )
    kind = {"w__type": "paragraph", "w__styleId": identity, **({"w__default": 1} if default else {"w__customStyle": 0})}
    if name != identity and not name.isascii():
        kind["w__customStyle"] = 1
    kind = {key: value for key, value in kind.items() if not (key == "w__customStyle" and value == 0)}
    based = None if default else node("w:basedOn", w__val="Normal")
    return node("w:style", node("w:name", w__val=name), based, node("w:qFormat"), paragraph, run, **kind)


def _citation():
    run = node("w:rPr", node("w:color", w__val="595959"), node("w:vertAlign", w__val="superscript"))
    identity = {"w__type": "character", "w__styleId": CITATION, "w__customStyle": 1}
    return node("w:style", node("w:name", w__val="出处序号"), node("w:qFormat"), run, **identity)


def _table_normal():
    margins = (("top", 0), ("left", 80), ("bottom", 0), ("right", 80))
    cells = node("w:tblCellMar", *(node(f"w:{side}", w__w=width, w__type="dxa") for side, width in margins))
    properties = node("w:tblPr", node("w:tblInd", w__w=0, w__type="dxa"), cells)
    identity = {"w__type": "table", "w__default": 1, "w__styleId": "TableNormal"}
    return node(
        "w:style", node("w:name", w__val="Normal Table"), node("w:uiPriority", w__val=99), properties, **identity
    )


def _three_lines():
    """Two heavy lines around, a light one below the head and between rows."""
    borders = node("w:tblBorders", _line("top", 12), _line("bottom", 12), _line("insideH", 2, "BFBFBF"))
    head = node("w:tblStylePr", node("w:rPr", node("w:b")),
                node("w:tcPr", node("w:tcBorders", _line("bottom", 6))), w__type="firstRow")  # fmt: skip
    identity = {"w__type": "table", "w__customStyle": 1, "w__styleId": TABLE_STYLE}
    return node("w:style", node("w:name", w__val="三线表"), node("w:basedOn", w__val="TableNormal"),
                node("w:tblPr", borders), head, **identity)  # fmt: skip


def _line(side: str, eighths: int, colour: str = "000000"):
    return node(f"w:{side}", w__val="single", w__sz=eighths, w__space=0, w__color=colour)


# Word's own lists for Chinese, and besides: no line begins with a citation 〔1—3〕, which would stand there alone, and
# none begins or ends with the dash of a range (GB/T 15834-2011, 5.1.5). Signs that the typeface of the pictures has not
# are written as escapes.
NEVER_LAST = "$([{£¥·‘“〈《「『【〔〖\u301d\ufe57\ufe59\ufe5b＄（．［｛￡￥—"
NEVER_FIRST = (
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗"
    "\u301e\ufe36\ufe3a\ufe3e\ufe40\ufe44\ufe5a\ufe5c\ufe5e！＂％＇），．：；？］｀｜｝～￠〔—"
)


def settings():
    """The `w:settings` element: page numbers apart on odd and even pages, Chinese punctuation, no authors' traces."""
    mapping = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
    mapping |= {name: name for name in (*(f"accent{n}" for n in range(1, 7)), "hyperlink", "followedHyperlink")}
    uri = "http://schemas.microsoft.com/office/word"
    return parse_xml(
        as_xml(
            node(
                "w:settings",
                node("w:zoom", w__percent=100),
                node("w:removePersonalInformation"),
                node("w:defaultTabStop", w__val=420),
                node("w:evenAndOddHeaders"),
                node("w:characterSpacingControl", w__val="compressPunctuation"),
                node("w:noLineBreaksAfter", w__lang="zh-CN", w__val=NEVER_LAST),
                node("w:noLineBreaksBefore", w__lang="zh-CN", w__val=NEVER_FIRST),
                node("w:compat", node("w:compatSetting", w__name="compatibilityMode", w__uri=uri, w__val=15)),
                node("w:themeFontLang", w__val="en-US", w__eastAsia="zh-CN"),
                node("w:clrSchemeMapping", **{f"w__{key}": value for key, value in mapping.items()}),
                node("w:decimalSymbol", w__val="."),
                node("w:listSeparator", w__val=","),
            )
        )
    )


def font_table() -> bytes:
    fonts = [
        node("w:font", node("w:altName", w__val=others), node("w:charset", w__val=86), node("w:family", w__val="auto"),
             w__name=name)
        for name, others in FALLBACKS.items()
    ]  # fmt: skip
    return as_xml(node("w:fonts", *fonts)).encode("utf-8")
