"""What PowerPoint, Word and the charts in both share: XML, theme, properties, and zip files that carry no traces."""

import io
import zipfile
from datetime import date, datetime
from functools import cache

from lxml import etree

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMU_PER_CENTIMETRE = 360_000
ZIP_TIME = (1980, 1, 1, 0, 0, 0)

# Parts that python-pptx's and python-docx's templates carry along: a picture of somebody's document, a printer's name.
UNWANTED_PARTS = ("docProps/thumbnail.jpeg", "ppt/printerSettings/")


@cache
def qualified(name: str) -> str:
    """`c:val` → `{namespace}val`; a name without a prefix stays."""
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name


@cache
def _attribute(name: str) -> tuple[str, str]:
    """`r__id` → its prefix (or "") and its qualified name."""
    prefix, _, local = name.rpartition("__")
    return prefix, qualified(f"{prefix}:{local}" if prefix else local)


@cache
def _maps(*prefixes: str) -> dict[str, str]:
    return {prefix: NAMESPACES[prefix] for prefix in prefixes if prefix}


def node(name: str, /, *children, **attributes):
    """An element: children are elements (None is left out) or one text; `val=1` is an attribute, `r__id` is `r:id`.

    >>> etree.tostring(node("a:off", x=0, y=5)).decode().split(" ", 2)[2]
    'x="0" y="5"/>'
    """
    own = name.partition(":")[0]
    named = [(*_attribute(key), value) for key, value in attributes.items()]
    others = {prefix for prefix, _, _ in named} - {"", own}
    element = etree.Element(qualified(name), nsmap=_maps(own, *sorted(others)))
    for _, key, value in named:
        element.set(key, printable(value) if type(value) is str else str(value))
    for child in children:
        if isinstance(child, str):
            element.text = printable(child)
        elif child is not None:
            element.append(child)
    return element


def printable(text: str) -> str:
    """The text without control characters, which XML does not allow (tab and line feed may stay)."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter in "\t\n\u3000" or letter.isprintable())


def as_xml(element) -> str:
    etree.cleanup_namespaces(element)
    return etree.tostring(element, encoding="unicode")


def emu(centimetres: float) -> int:
    return round(centimetres * EMU_PER_CENTIMETRE)


def scheme_colour(name: str, *changes):
    """A colour of the document's theme, so that a change of the theme recolours it."""
    return node("a:solidFill", node("a:schemeClr", *changes, val=name))


def set_properties(properties, title: str, subject: str, day: date) -> None:
    """Core properties of a python-pptx or python-docx file: what it is about, nobody's name, one fixed time."""
    moment = datetime(day.year, day.month, day.day)
    properties.title, properties.subject = printable(title), printable(subject)
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.category = properties.version = properties.identifier = properties.content_status = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = moment
    properties.revision = 1


def cleaned(package: bytes) -> bytes:
    """The zip file with one fixed time for every entry, so that equal content is equal bytes on any day."""
    source, target = zipfile.ZipFile(io.BytesIO(package)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            out.writestr(info, source.read(entry))
    return target.getvalue()
