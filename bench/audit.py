"""How long the audit takes: all rules over a synthetic panel of plans, against size and against a naive way.

    python bench/audit.py            prints the table of docs/benchmarks.md, section 审计

The panel is made of the project's own figures: every plan gets the figures of the real plans moved to its own region,
one for each fact, filled up by repeating facts elsewhere in the text (as tables and chapters do), with two in a hundred
numbers changed.
"""

import itertools
import time

import numpy as np
import pandas as pd

from analysis import tables
from analysis.audit import engine, inputs
from analysis.etl import derive

SIZES = ((30, 500), (75, 500), (150, 500), (300, 500), (600, 500))
NAIVE_SIZES = (30, 75, 150)
CHANGED = 0.02
FACT = ["indicator_id", "residence", "arrangement", "subgroup", "kind", "form", "year", "period_start", "period_end"]


def panel(plans: int, figures: int, seed: int = 0) -> dict[str, pd.DataFrame]:
    """The tables that the audit reads for so many plans with so many figures each."""
    random = np.random.default_rng(seed)
    real = {name: tables.read(name) for name in ("figures", "documents", "regions", "indicators")}
    own = real["figures"].merge(real["documents"].query("kind == 'plan'")[["document_id", "region_code"]])
    facts = own[(own["correction"] == "") & (own["value"].notna())].drop_duplicates(FACT)
    kept = np.concatenate([np.arange(len(facts)), random.integers(0, len(facts), max(figures - len(facts), 0))])[
        :figures
    ]
    one = facts.iloc[kept].assign(number=np.arange(1, figures + 1), start=np.arange(figures) * 50)
    one["end"] = one["start"] + one["quote"].str.len()
    regions = real["regions"].query("level != 'nation'")["region_code"].to_numpy()
    codes = regions[np.arange(plans) % len(regions)]
    names = np.array([f"synthetic-{number:04d}" for number in range(plans)])
    frame = pd.concat([one] * plans, ignore_index=True)
    frame["document_id"], frame["region_code"] = np.repeat(names, figures), np.repeat(codes, figures)
    frame["figure_id"] = frame["document_id"] + "#" + frame["number"].astype(str)
    changed = random.random(len(frame)) < CHANGED
    for column in ("value", "value_low", "value_high"):
        frame[column] = frame[column].where(~changed, frame[column] * 1.2)
    documents = real["documents"].query("kind == 'plan'").head(1)
    documents = pd.concat([documents] * plans, ignore_index=True).assign(document_id=names, region_code=codes)
    baselines = derive.baselines(frame, documents)
    built = {
        "documents": documents, "regions": real["regions"], "indicators": real["indicators"], "figures": frame,
        "baselines": baselines, "targets": derive.targets(frame, documents, baselines),
        "observations": derive.observations(frame, documents),
    }  # fmt: skip
    return {name: tables.conform(frame, name) for name, frame in built.items()}


def naive_repetitions(frame: pd.DataFrame) -> int:
    """B101 the way one writes it first: every pair of figures of a document, row by row."""
    clashes = 0
    for _, document in frame.groupby("document_id"):
        rows = list(document.itertuples())
        for one, other in itertools.combinations(rows, 2):
            same = (
                one.series == other.series and one.kind == other.kind and one.form == other.form and one.at == other.at
            )
            if same and (one.low > other.high or other.low > one.high):
                clashes += 1
    return clashes


def seconds(work, repeats: int = 3) -> float:
    """The shortest of several runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    engine.rules()  # importing the rules is not what is measured
    print(
        "| 规划 | 数字 | 发现 | 全部规则（秒） | 每千个数字（毫秒） | 只查 B101（秒） | 逐对比较的 B101（秒） | 倍数 |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for plans, figures in SIZES:
        frames = panel(plans, figures)
        count = len(engine.run(inputs.tables(frames)))
        taken = seconds(lambda frames=frames: engine.run(inputs.tables(frames)))
        one = seconds(lambda frames=frames: engine.run(inputs.tables(frames), ["B101"]))
        slow, ratio = "", ""
        if plans in NAIVE_SIZES:
            numbers = inputs.tables(frames).numbers
            naive = seconds(lambda numbers=numbers: naive_repetitions(numbers), 1)
            slow, ratio = f"{naive:.1f}", f"{naive / one:.0f}"
        print(
            f"| {plans} | {plans * figures:,} | {count:,} | {taken:.2f} | {1e6 * taken / plans / figures:.1f} | {one:.2f} | {slow} | {ratio} |"
        )


if __name__ == "__main__":
    main()
