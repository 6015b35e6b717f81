"""Numbers of a document that no figure covers: what must be seen, and what is no number of policy."""

import pandas as pd
import pytest

from analysis.etl.leftovers import leftovers

NONE = pd.DataFrame({"start": [], "end": []})


def unaccounted(text: str, tmp_path) -> list[str]:
    listed, problems = leftovers(text, NONE, tmp_path)
    assert problems == []
    return listed.loc[listed["reason"] == "", "number"].tolist()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("打造十分钟养老服务圈", ["十"]),
        ("补贴十分之一", ["十", "一"]),
        ("每人2000—2050元", ["2000", "2050"]),
        ("每人2000-2050 元", ["2000", "2050"]),
        ("床位2000至2050张", ["2000", "2050"]),
        ("实现全面覆盖", ["全面覆盖"]),
        ("实现全覆盖", ["全覆盖"]),
        ("收入翻两番", ["翻两番"]),
        ("比例过半", ["半"]),
        ("步行十五分钟", ["十五"]),
        ("共十五户", ["十五"]),
        ("降至三十五元", ["三十五"]),
        ("十二五元", ["十二五"]),
    ],
)
def test_a_quantity_is_seen(text, numbers, tmp_path):
    assert unaccounted(text, tmp_path) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "二〇二五年", "二○二〇年底", "到2025年", "2021年—2025年", "2021-2025年", "（2021—2025）", "2020年12月31日",
        "“十一五”时期", "十一五期间", "“十五”时期", "十四五规划", "十五五", "十分重要", "统一标准", "〔2021〕12号",
    ],
)  # fmt: skip
def test_dates_names_and_idioms_are_not_flagged(text, tmp_path):
    assert unaccounted(text, tmp_path) == []
