"""The project's own typeface for pictures: a renamed TrueType subset of Noto Sans CJK SC (SIL OFL 1.1, see OFL.txt)."""

from pathlib import Path

FAMILY = "Minzheng Sans"
FOLDER = Path(__file__).parent
FILES = {"Regular": FOLDER / "MinzhengSans-Regular.ttf", "Bold": FOLDER / "MinzhengSans-Bold.ttf"}
