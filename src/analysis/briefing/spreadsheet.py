"""What keeps text in a cell from becoming a formula or a link, in workbooks and in CSV."""

import io

import pandas as pd

# XlsxWriter: text stays text whatever it starts with.
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

# Excel, WPS and LibreOffice evaluate a CSV cell that starts with one of these, also after blanks, also full-width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


BLANKS = " \u00a0\u3000"


def safe_cell(value: object) -> object:
    """Text that a spreadsheet program would evaluate, with an apostrophe before it; everything else as it is.

    >>> safe_cell("=1+1"), safe_cell(" ＝1+1"), safe_cell(-5.0), safe_cell("全覆盖")
    ("'=1+1", "' ＝1+1", -5.0, '全覆盖')
    """
    if isinstance(value, str) and any(
        text.startswith(FORMULA_STARTS) for text in (value.lstrip(BLANKS), value.lstrip())
    ):
        return f"'{value}"
    return value


def safe_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV for spreadsheet programs: UTF-8 with byte order mark, no cell and no header evaluated."""
    # Kept as objects: a column of whole numbers with a missing one would otherwise be written as 2020.0.
    cells = {
        position: pd.Series([safe_cell(value) for value in frame.iloc[:, position].astype(object)], dtype=object)
        for position in range(frame.shape[1])
    }
    texts = pd.DataFrame(cells, index=range(len(frame)))
    texts.columns = [safe_cell(str(name)) for name in frame.columns]
    buffer = io.StringIO()
    texts.to_csv(buffer, index=False, lineterminator="\r\n")
    return buffer.getvalue().encode("utf-8-sig")
