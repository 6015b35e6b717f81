"""The page that the benchmarks write their results to: one section each, between two marks."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = "# 基准测试\n\n每项由 `bench/` 中同名的程序写入；同一次运行中与现成做法对比，只记倍数。\n"


def write_section(name: str, text: str) -> None:
    """Puts the text between the marks `bench: NAME`, at the end of the page where they are missing."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    marks = f"<!-- bench: {name} -->", "<!-- end -->"
    section = f"{marks[0]}\n\n{text.strip()}\n\n{marks[1]}"
    found = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
    page = found.sub(lambda _: section, page) if found.search(page) else f"{page.rstrip()}\n\n{section}\n"
    PAGE.write_text(page, encoding="utf-8", newline="\n")
