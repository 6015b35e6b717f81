"""How the two font files beside this script were made: `python -m analysis.briefing.fonts.make` on Debian.

Needs the packages fonts-noto-cjk (the source, OpenType with cubic outlines) and unicode-data (the table of characters).
TrueType outlines, because PDF readers search and copy text of embedded TrueType fonts reliably and Office accepts
nothing else; renamed, because the licence asks a changed font for another name. Run it again when a plan brings
characters that `missing` finds; nothing else in the project calls it.
"""

import bz2
import re
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.ttCollection import TTCollection

from analysis import paths
from analysis.briefing.fonts import FAMILY, FILES

SOURCE = Path("/usr/share/fonts/opentype/noto")
GENERAL_TABLE = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
FACE = "Noto Sans CJK SC"
LARGEST_ERROR = 1.0  # of a quadratic against the cubic curve it replaces, in thousandths of the em
NEVER_NEEDED = {"VORG", "BASE", "vhea", "vmtx", "GSUB", "GPOS", "DSIG"}
EXTRA = "氹‹›✚×÷±≤≥≠≈∞√°²³·•…–—−‰¥€℃→←↑↓▲▼△▽●○■□◆◇★☆"


def general_characters() -> set[str]:
    """The 8,105 characters of 通用规范汉字表 (2013): Unihan property kTGH. Raises FileNotFoundError."""
    text = bz2.decompress(GENERAL_TABLE.read_bytes()).decode("utf-8")
    return {chr(int(code, 16)) for code in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", text, re.MULTILINE)}


def gb2312_characters() -> set[str]:
    rows = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {character.decode("gb2312") for character in rows if _decodes(character)}


def _decodes(pair: bytes) -> bool:
    try:
        pair.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def project_characters() -> set[str]:
    """Every character of the tables and the codelists, and of the program's own texts about charts and briefs."""
    package = paths.project_root() / "src" / "analysis"
    files = [*paths.processed().glob("*.csv"), *(package / "codelists").glob("*.toml")]
    files += [file for part in ("charts", "briefing", "codelists") for file in (package / part).rglob("*.py")]
    return set().union(*(set(file.read_text(encoding="utf-8")) for file in files))


def wanted() -> set[str]:
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    return {
        c
        for c in latin | general_characters() | gb2312_characters() | project_characters() | set(EXTRA)
        if c.isprintable()
    }


def make(weight: str, characters: set[str]) -> None:
    """Writes FILES[weight]; characters that the source does not have are left out."""
    collection = TTCollection(SOURCE / f"NotoSansCJK-{weight}.ttc", lazy=True)
    font = next(
        face for face in collection if face["name"].getDebugName(16) == FACE or face["name"].getDebugName(1) == FACE
    )
    subsetter = Subsetter(_options())
    subsetter.populate(unicodes={ord(character) for character in characters})
    subsetter.subset(font)
    _to_truetype(font)
    _rename(font, weight)
    font.recalcTimestamp = False
    font.save(FILES[weight])


def _options() -> Options:
    options = Options()
    options.layout_features = []  # no vertical writing, no alternates: a character has one shape here
    options.hinting = False
    options.drop_tables = [*options.drop_tables, *sorted(NEVER_NEEDED)]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    return options


def _to_truetype(font: TTFont) -> None:
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    del font["CFF "]
    font["glyf"], font["loca"] = table, newTable("loca")
    font["maxp"] = _profile(len(order))
    font["post"].formatType = 3.0  # no glyph names: half a megabyte that nothing reads
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"
    for name in order:
        glyph = table.glyphs[name]
        glyph.recalcBounds(table)
        width, _ = font["hmtx"][name]
        font["hmtx"][name] = (width, getattr(glyph, "xMin", 0))


def _profile(count: int):
    profile = newTable("maxp")
    profile.tableVersion, profile.numGlyphs = 0x00010000, count
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                  "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
                  "maxCompositeContours", "maxComponentDepth"):  # fmt: skip
        setattr(profile, field, 0)
    profile.maxZones = 1
    return profile


def _rename(font: TTFont, weight: str) -> None:
    names = font["name"]
    postscript = FAMILY.replace(" ", "") + f"-{weight}"
    version = names.getDebugName(5)
    licence = {number: names.getDebugName(number) for number in (0, 13, 14) if names.getDebugName(number)}
    names.names = []
    texts = {1: FAMILY, 2: weight, 3: f"{postscript};{version}", 4: f"{FAMILY} {weight}", 5: version, 6: postscript,
             10: "Subset of Noto Sans CJK SC with TrueType outlines", **licence}  # fmt: skip
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)


def missing(texts: str) -> list[str]:
    """The printable characters of `texts` that the font files do not have, sorted."""
    present = set.intersection(*(set(TTFont(file)["cmap"].getBestCmap()) for file in FILES.values()))
    return sorted(character for character in set(texts) if character.isprintable() and ord(character) not in present)


if __name__ == "__main__":
    needed = wanted()
    for name in FILES:
        make(name, needed)
        print(f"{FILES[name].name}: {FILES[name].stat().st_size / 1e6:.1f} MB")
    print("不在源字体中：", "".join(missing("".join(needed))) or "无")
