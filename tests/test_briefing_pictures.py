"""Pictures at print size and the typeface they are drawn with."""

import io
import re
import struct

import pdfplumber
import pytest
from briefs import DAY, HOSTILE, bars, county_map, lines, real
from fontTools.ttLib import TTFont
from lxml import etree

from analysis.briefing import fonts
from analysis.briefing.exhibits import CountyMap, Graph
from analysis.briefing.fonts.make import missing, project_characters
from analysis.briefing.map_shapes import named_shapes, points
from analysis.briefing.pictures import FORMATS, picture
from analysis.briefing.pictures.plot import LINES, MARKS
from analysis.charts import theme

# Place names outside GB 2312, from 通用规范汉字表: a typeface of GB 2312 alone cannot write them.
RARE = "埇埗氹沚浉瀍猇硚鄠"
EXHIBITS = {"lines": lines, "bars": bars, "map": county_map}


def chunks(png: bytes) -> dict[bytes, bytes]:
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        found[png[place + 4 : place + 8]] = png[place + 8 : place + 8 + length]
        place += 12 + length
    return found


@pytest.mark.parametrize("name", EXHIBITS)
def test_a_png_is_16_centimetres_wide_at_300_dots_an_inch(name):
    found = chunks(picture(EXHIBITS[name](), "png", DAY))
    width, _ = struct.unpack(">II", found[b"IHDR"][:8])
    dots_a_metre, _, unit = struct.unpack(">IIB", found[b"pHYs"])
    assert unit == 1 and width / dots_a_metre == pytest.approx(0.16, abs=0.001)


def test_the_text_of_a_pdf_can_be_searched_and_copied():
    kinds = {}
    for exhibit in real("辽宁省").exhibits:
        if isinstance(exhibit, Graph | CountyMap):
            kinds.setdefault(exhibit.data.chart if isinstance(exhibit, Graph) else "map", exhibit)
    assert {"growth_path", "parity", "assessment", "map"} <= set(kinds)
    for exhibit in kinds.values():
        with pdfplumber.open(io.BytesIO(picture(exhibit, "pdf", DAY))) as opened:
            (page,) = opened.pages
            text = re.sub(r"\s", "", page.extract_text())
            cut = [char for char in page.chars if char["x0"] < -0.5 or char["x1"] > page.width + 0.5]
        assert re.sub(r"\s", "", exhibit.title) in text
        assert re.sub(r"\s", "", exhibit.source) in text
        assert cut == [], f"cut off in {exhibit.title}"
        assert [letter for letter in text if "\u2e80" <= letter <= "\u2fdf"] == [], "radicals in place of characters"
        if isinstance(exhibit, Graph) and exhibit.grid.over_years:
            for column in exhibit.grid.columns:
                label = column.labels[column.places[-1]]
                assert re.sub(r"\s", "", f"{column.name} {label}") in text, (exhibit.title, column.name)


def test_a_pdf_embeds_the_project_s_own_typeface_as_truetype():
    made = picture(lines(), "pdf", DAY)
    with pdfplumber.open(io.BytesIO(made)) as opened:
        names = {char["fontname"].partition("+")[2] for char in opened.pages[0].chars}
    assert names == {"MinzhengSans-Regular", "MinzhengSans-Bold"}
    assert b"/FontFile2" in made and b"/Type3" not in made


@pytest.mark.parametrize("format", FORMATS)
def test_pictures_are_the_same_bytes_and_name_no_program(format):
    made = picture(county_map(), format, DAY)
    assert made == picture(county_map(), format, DAY)
    for trace in (b"atplotlib", b"/work/", b"/home/"):
        assert trace not in made


@pytest.mark.parametrize("name", ["lines", "bars", "map"])
def test_hostile_texts_are_drawn_as_text(name):
    title = "".join(HOSTILE) + "$\\frac{1}{0}$"
    for format in FORMATS:
        made = picture(EXHIBITS[name](title=title), format, DAY)
        if format == "svg":
            tags = {etree.QName(element).localname for element in etree.fromstring(made).iter(etree.Element)}
            assert "script" not in tags and "foreignObject" not in tags


def test_every_role_has_a_line_and_a_mark():
    assert {style.dash for style in theme.ROLES.values()} <= set(LINES)
    assert {style.symbol for style in theme.ROLES.values()} <= set(MARKS)


def test_the_typeface_has_every_character_the_project_uses():
    assert missing("".join(project_characters()) + RARE) == [], "run `python -m analysis.briefing.fonts.make`"


def test_the_typeface_carries_its_licence_and_another_name():
    licence = (fonts.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence and "Adobe" in licence
    for weight, file in fonts.FILES.items():
        font = TTFont(file)
        assert font["name"].getDebugName(1) == fonts.FAMILY and font["name"].getDebugName(2) == weight
        assert "Open Font License" in font["name"].getDebugName(13)
        assert "Noto" not in font["name"].getDebugName(4) and "Source" not in font["name"].getDebugName(4)
        assert "glyf" in font and font["OS/2"].fsType == 0
        assert file.stat().st_size < 4_000_000


def test_paths_of_a_map_become_points():
    assert points("M20 10v20h-10v-20z") == [[(20, 10), (20, 30), (10, 30), (10, 10), (20, 10)]]
    assert points("M0 0l5-3M1 1h2") == [[(0, 0), (5, -3)], [(1, 1), (3, 1)]]


def test_names_that_do_not_fit_their_county_are_left_out():
    drawing = county_map().drawing
    assert [shape.name for shape in named_shapes(drawing, 10)] == ["甲县", "乙区"]
    assert named_shapes(drawing, 90) == []
