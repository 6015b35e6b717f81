"""What a figure counts and where: the columns that tell series apart, and the key by which addresses name one.

A measure is an indicator with those of its dimensions that are distinguished; a series is the measure of one place.
"""

from collections.abc import Mapping

DIMENSIONS = ["residence", "arrangement", "subgroup"]
MEASURE = ["indicator_id", *DIMENSIONS]
SERIES = ["region_code", *MEASURE]
SEPARATOR = "."


def measure_key(row: Mapping) -> str:
    """The measure of a row with the columns MEASURE, dimensions that are not distinguished left out.

    >>> measure_key({"indicator_id": "dibao_standard", "residence": "urban", "arrangement": "", "subgroup": ""})
    'dibao_standard.urban'
    """
    return SEPARATOR.join(filter(None, (row[name] for name in MEASURE)))
