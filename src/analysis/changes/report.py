"""The report of a comparison: the same structure for programs and, as lines, for the terminal."""

import json

import pandas as pd

from analysis.changes.compare import NEEDED, TARGET_KEY, TURNING, Cause, Changes, Rows
from analysis.changes.wording import Told, as_of_text, columns_text

SHOWN = 10  # lines of a list, before the rest is counted
TARGET = [*TARGET_KEY, "figure_id", "outcome", "outcome_reason"]
HEADS = {  # part and list of the structure → how the list is headed
    ("figures", "added"): "新增数字 {} 个",
    ("figures", "gone"): "删去数字 {} 个",
    ("figures", "changed"): "改动数字 {} 个",
    ("targets", "added"): "新增目标 {} 项",
    ("targets", "gone"): "减少目标 {} 项",
    ("targets", "turned"): "结论改变 {} 项",
    ("targets", "otherwise_reasoned"): "结论未变、依据改变 {} 项",
}
TABLES = {"figures": "数字", "assessments": "目标"}


def structure(changes: Changes) -> dict:
    """All changes as lists of entries with codes, `from` and `to` of what changed, and `text`, a line of Chinese.

    `as_of`: from, to, text (empty where it did not move); `figures`: added, gone, changed, only_beside (a number);
    `targets`: added, gone, turned, otherwise_reasoned; `not_compared`: table → columns that only one build has.
    """
    told, figures, targets = Told(changes), changes.figures, changes.targets
    turns = _turns(changes, told)
    turned = [any(name in entry["changed"] for name in TURNING) for entry in turns]
    moved = as_of_text(changes) if changes.as_of_moved else ""
    return {
        "as_of": {"from": changes.old.as_of, "to": changes.new.as_of, "text": moved},
        "figures": {
            "added": _entries(figures.added[NEEDED["figures"]], told.figures(figures.added)),
            "gone": _entries(figures.gone[NEEDED["figures"]], told.figures(figures.gone)),
            "changed": _changed(figures, NEEDED["figures"], told.changed_figures()),
            "only_beside": changes.beside,
        },
        "targets": {
            "added": _entries(targets.added[TARGET], told.targets(targets.added)),
            "gone": _entries(targets.gone[TARGET], told.targets(targets.gone)),
            "turned": [entry for entry, other in zip(turns, turned, strict=True) if other],
            "otherwise_reasoned": [entry for entry, other in zip(turns, turned, strict=True) if not other],
        },
        "not_compared": {
            name: rows.one_sided for name, rows in (("figures", figures), ("assessments", targets)) if rows.one_sided
        },
    }


def lines(found: dict, heading: str, everything: bool = False) -> str:
    """What `structure` gave, for the terminal; long lists are cut unless `everything` is asked for."""
    parts = [f"  {found['as_of']['text']}。"] if found["as_of"]["text"] else []
    for (part, name), head in HEADS.items():
        entries = found[part][name]
        if entries:
            shown = entries if everything else entries[:SHOWN]
            parts.append(f"  {head.format(len(entries))}：")
            parts += [f"    {entry['text']}" for entry in shown]
            rest = len(entries) - len(shown)
            parts += [f"    另有 {rest} 条（--all 或 --json 列出全部）"] if rest else []
    if beside := found["figures"]["only_beside"]:
        parts.append(f"  另有 {beside} 个数字只改了位置、引文或备注。")
    parts = parts or ["  没有变化。"]
    for table, columns in found["not_compared"].items():
        parts.append(f"  只有一边有的列未作比较（{TABLES[table]}）：{columns_text(table, columns)}。")
    return "\n".join([heading, *parts])


def _turns(changes: Changes, told: Told) -> list[dict]:
    positions = [turn.at for turn in changes.turns]
    rows = changes.targets
    ordered = rows._replace(before=rows.before.loc[positions], after=rows.after.loc[positions])
    entries = _changed(ordered, TARGET, told.turns())
    return [
        {
            **entry,
            "because": {
                "figures": [_cause(cause) for cause in turn.causes],
                "nearby_figures": [_cause(cause) for cause in turn.nearby],
                "as_of_moved": changes.as_of_moved,
            },
        }
        for entry, turn in zip(entries, changes.turns, strict=True)
    ]


def _cause(cause: Cause) -> dict:
    return {"figure_id": cause.figure_id, "what": cause.what}


def _entries(rows: pd.DataFrame, texts: list[str]) -> list[dict]:
    return [{**entry, "text": text} for entry, text in zip(_records(rows), texts, strict=True)]


def _changed(rows: Rows, columns: list[str], texts: list[str]) -> list[dict]:
    """The matched rows as they are now, with `changed`: column → from, to."""
    differs = rows.differs.loc[rows.after.index]
    pairs = zip(_records(rows.before), _records(rows.after), differs.itertuples(index=False), texts, strict=True)
    return [
        {
            **{name: new[name] for name in columns},
            "changed": {
                name: {"from": old[name], "to": new[name]}
                for name, other in zip(differs, differing, strict=True)
                if other
            },
            "text": text,
        }
        for old, new, differing, text in pairs
    ]


def _records(rows: pd.DataFrame) -> list[dict]:
    """Rows for JSON: empty numbers are null."""
    return json.loads(rows.to_json(orient="records", force_ascii=False, double_precision=15))
