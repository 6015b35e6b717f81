"""docs/methods.md says what the code does: constants, files, worked examples."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


def test_constants_are_those_of_the_code():
    named = re.findall(r"`(\w+)\.([A-Z_]+) = ([\d.]+)`", PAGE)
    assert len(named) >= 4
    for module, constant, value in named:
        assert getattr(importlib.import_module(f"analysis.models.{module}"), constant) == float(value), constant


def test_files_that_are_named_exist():
    package = ROOT / "src" / "analysis"
    for name in set(re.findall(r"`((?:\w+/)?\w+\.py)`", PAGE)):
        assert (package / name).exists() or (package / "models" / name).exists(), name


def test_the_lines_to_try_give_what_they_say():
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {}
    for line in block.splitlines():
        code, _, said = line.partition("#")
        if not said:
            exec(code, names)
            continue
        digits = said.strip().rstrip("…")
        assert str(eval(code, names)).startswith(digits), line


@pytest.mark.parametrize(
    ("words", "factor"),
    [
        ("1.08⁵ = 1.4693", 1.08**5),
        ("须每年 6.97%", 1.40**0.2),
        ("须每年 8.45%", 1.5**0.2),
        ("须每年 14.87%", 2**0.2),
    ],
)
def test_worked_numbers(words, factor):
    assert words in PAGE
    number = float(re.findall(r"[\d.]+(?=%|$)", words)[0])
    exact = factor if "=" in words else (factor - 1) * 100
    assert number == pytest.approx(exact, abs=5e-5 if "=" in words else 0.01)
    assert "=" in words or number >= exact  # who follows the written rate gets there
