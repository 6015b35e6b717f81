"""The slide master: 16:9, a finding as title, room for one exhibit, source line and page number; Chinese typefaces."""

from pptx import Presentation
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.util import Emu

from analysis.briefing.look import SCREEN_FONT, themed
from analysis.briefing.ooxml import UNWANTED_PARTS, as_xml, emu, node, scheme_colour

WIDTH, HEIGHT = 33.867, 19.05  # centimetres
EDGE = 1.4
TITLE_BOX = (EDGE, 0.75, WIDTH - 2 * EDGE, 1.75)
SUBTITLE_BOX = (EDGE, 2.65, WIDTH - 2 * EDGE, 0.95)
BODY_BOX = (EDGE, 3.7, WIDTH - 2 * EDGE, 13.1)
FOOT_BOX = (EDGE, 17.0, WIDTH - 2 * EDGE - 3, 1.45)
NUMBER_BOX = (WIDTH - EDGE - 2.2, 17.75, 2.2, 0.7)
COVER, CONTENT = "封面", "标题与内容"
NAMES = {"Title Slide": COVER, "Title Only": CONTENT}  # python-pptx's layout → ours
TITLE_SIZE, SUBTITLE_SIZE, BODY_SIZE, FOOT_SIZE, NUMBER_SIZE = 24, 14, 18, 10.5, 10.5


def presentation():
    """An empty presentation with the layouts COVER and CONTENT and the project's theme."""
    made = Presentation()
    made.slide_width, made.slide_height = Emu(emu(WIDTH)), Emu(emu(HEIGHT))
    made.part._element.find(".//{*}sldSz").attrib.pop("type", None)  # it says 4:3
    _drop_parts(made.part.package)
    master = made.slide_master
    for layout in list(made.slide_layouts):
        if layout.name not in NAMES:
            made.slide_layouts.remove(layout)
    _master(master)
    for layout in made.slide_layouts:
        layout._element.cSld.set("name", NAMES[layout.name])
        (_cover if layout.name == COVER else _content)(layout)
    return made


def layouts(made) -> dict:
    return {layout.name: layout for layout in made.slide_layouts}


def _drop_parts(package) -> None:
    """What the template carries of the machine it was made on."""
    for owner in list(package.iter_parts()):
        for key, relation in list(owner.rels.items()):
            if not relation.is_external and str(relation.target_part.partname).lstrip("/").startswith(UNWANTED_PARTS):
                owner.rels.pop(key)
    for key, relation in list(package._rels.items()):
        if str(relation.target_part.partname).lstrip("/").startswith(UNWANTED_PARTS):
            package._rels.pop(key)


def set_theme(made) -> None:
    """The project's colours and typefaces in every theme; to be called last, because notes bring their own."""
    fonts = (SCREEN_FONT, SCREEN_FONT)
    for part in made.part.package.iter_parts():
        if "/theme/" in str(part.partname):
            changed = themed(part.blob, fonts, fonts)
            if isinstance(part, XmlPart):
                part._element = parse_xml(changed)
            else:
                part._blob = changed


def _master(master) -> None:
    tree = master.shapes._spTree
    for shape in list(master.placeholders):
        kind = shape.placeholder_format.type.name
        if kind in ("DATE", "FOOTER"):
            tree.remove(shape._element)
        elif kind == "TITLE":
            _put(shape, TITLE_BOX)
            _anchor(shape, "b")
        elif kind == "BODY":
            _put(shape, BODY_BOX)
        elif kind == "SLIDE_NUMBER":
            _put(shape, NUMBER_BOX)
    _texts_in_chinese(tree)
    tree.insert(2, parse_xml(_block("标题色条", 20, (0, 0.95, 0.28, 1.5), "accent2")))
    styles = master._element.find("{*}txStyles")
    _style(styles.find("{*}titleStyle/{*}lvl1pPr"), TITLE_SIZE, "l", bold=True, colour="tx2")
    for level in styles.find("{*}bodyStyle"):
        if level.tag.endswith("pPr"):
            _style(level, BODY_SIZE, "l")


def _block(name: str, number: int, box: tuple[float, float, float, float], colour: str) -> str:
    """A plain rectangle of a theme colour."""
    left, top, width, height = map(emu, box)
    place = node("a:xfrm", node("a:off", x=left, y=top), node("a:ext", cx=width, cy=height))
    fill = scheme_colour(colour), node("a:ln", node("a:noFill"))
    properties = node("p:spPr", place, node("a:prstGeom", node("a:avLst"), prst="rect"), *fill)
    empty = node("p:txBody", node("a:bodyPr"), node("a:lstStyle"), node("a:p", node("a:endParaRPr", lang="zh-CN")))
    identity = node("p:nvSpPr", node("p:cNvPr", id=number, name=name), node("p:cNvSpPr"), node("p:nvPr"))
    return as_xml(node("p:sp", identity, properties, empty))


def _content(layout) -> None:
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.type.name
        if kind in ("DATE", "FOOTER"):
            layout.shapes._spTree.remove(shape._element)
    _texts_in_chinese(layout.shapes._spTree)


def _cover(layout) -> None:
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.type.name
        if kind in ("DATE", "FOOTER", "SLIDE_NUMBER"):
            layout.shapes._spTree.remove(shape._element)
        elif kind == "CENTER_TITLE":
            _put(shape, (2.6, 2.6, WIDTH - 5.2, 7.2))
            _anchor(shape, "b")
            _style_of(shape, 36, "bg1", bold=True)
        elif kind == "SUBTITLE":
            _put(shape, (2.6, 12.3, WIDTH - 5.2, 4.5))
            _anchor(shape, "t")
            _style_of(shape, 16, "tx1", bold=False)
    layout._element.set("showMasterSp", "0")
    layout.shapes._spTree.insert(2, parse_xml(_block("封面色块", 21, (0, 0, WIDTH, 10.7), "tx2")))
    layout.shapes._spTree.insert(3, parse_xml(_block("封面色条", 22, (0, 10.7, WIDTH, 0.28), "accent2")))
    _texts_in_chinese(layout.shapes._spTree)


def _put(shape, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(emu(side)) for side in box)


def _anchor(shape, where: str) -> None:
    body = shape._element.txBody.find("{*}bodyPr")
    body.set("anchor", where)
    for side in ("lIns", "rIns"):
        body.set(side, "0")


def _style(level, size: float, align: str, bold: bool = False, colour: str = "tx1") -> None:
    level.set("algn", align)
    run = level.find("{*}defRPr")
    run.set("sz", str(round(size * 100)))
    run.set("b", str(int(bold)))
    run.find("{*}solidFill/{*}schemeClr").set("val", colour)


def _style_of(shape, size: float, colour: str, bold: bool) -> None:
    """The list style of a layout's placeholder, which its slides inherit."""
    fill = node("a:solidFill", node("a:schemeClr", val=colour))
    fonts = node("a:latin", typeface="+mj-lt"), node("a:ea", typeface="+mj-ea")
    run = node("a:defRPr", fill, *fonts, sz=round(size * 100), b=int(bold))
    level = node("a:lvl1pPr", node("a:buNone"), run, marL=0, indent=0, algn="l")
    styles = shape._element.txBody.find("{*}lstStyle")
    for child in list(styles):
        styles.remove(child)
    styles.append(parse_xml(as_xml(level)))


PROMPTS = {"Click to edit Master title style": "单击此处编辑标题",
           "Click to edit Master subtitle style": "单击此处编辑副标题",
           "Click to edit Master text styles": "单击此处编辑文字", "Second level": "第二级", "Third level": "第三级",
           "Fourth level": "第四级", "Fifth level": "第五级"}  # fmt: skip


def _texts_in_chinese(tree) -> None:
    for run in tree.iter("{*}t"):
        run.text = PROMPTS.get(run.text, run.text)
    for properties in (*tree.iter("{*}rPr"), *tree.iter("{*}endParaRPr")):
        properties.set("lang", "zh-CN")
        properties.attrib.pop("smtClean", None)
