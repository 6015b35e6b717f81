"""What drawings of a county map share: its paths as points, and which names fit where."""

import re

from analysis.charts.county_map import ProvinceMap, Shape

COMMAND = re.compile(r"[Mlhvz]|-?\d+")
ENOUGH = 0.7  # of a name's width that the largest circle inside a shape must reach


def points(path: str) -> list[list[tuple[int, int]]]:
    """The lines of a path of `charts.county_map.svg_path`, each as absolute points; closed ones end where they began.

    >>> points("M20 10v20h-10v-20z")
    [[(20, 10), (20, 30), (10, 30), (10, 10), (20, 10)]]
    """
    words = COMMAND.findall(path)
    lines, place = [], 0
    x = y = 0
    while place < len(words):
        command = words[place]
        if command == "z":
            lines[-1].append(lines[-1][0])
            place += 1
            continue
        numbers = [int(word) for word in words[place + 1 : place + (3 if command in "Ml" else 2)]]
        if command == "M":
            x, y = numbers
            lines.append([])
        elif command == "l":
            x, y = x + numbers[0], y + numbers[1]
        elif command == "h":
            x += numbers[0]
        else:
            y += numbers[0]
        lines[-1].append((x, y))
        place += 1 + len(numbers)
    return lines


def named_shapes(drawing: ProvinceMap, letter: float) -> list[Shape]:
    """Cities of a province's map, counties of a city's, whose names fit; `letter` is the type size in drawing units."""
    shapes = drawing.cities if len(drawing.cities) > 1 else drawing.counties
    return [shape for shape in shapes if 2 * shape.label[2] >= ENOUGH * letter * len(shape.name)]
