"""How long the audit takes on a panel of plans: `python bench/audit.py`.

All rules over up to 600 plans × 500 figures, against size; and the rule B101 against its naive alternative: for each
figure a mask over the whole table selects the figures of the same fact. Fails where 300 plans take more than
SECONDS_ALLOWED, where a figure of 300 plans takes more than MOST_STEEP times one of 30 plans, or where both ways of
B101 disagree.

The panel is made of the project's own figures: every plan gets the figures of the real plans moved to its own region,
one for each fact, filled up by repeating facts elsewhere in the text (as tables and chapters do), with two in a hundred
numbers changed.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from page import write_section

from analysis import tables
from analysis.audit import engine, inputs
from analysis.etl import derive

FIGURES = 500
PLANS = (30, 75, 150, 300, 600)
MEASURED, SAMPLE = 300, 500
SECONDS_ALLOWED, MOST_STEEP = 5.0, 2.0
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


def naive_repetitions(numbers: pd.DataFrame, sample: pd.DataFrame) -> set[str]:
    """B101 the way one writes it first: for each figure of the sample, the figures of the same fact by a mask over the
    whole table. The ids of those that share a fact with one that they contradict."""
    contradicted = set()
    for row in sample.itertuples():
        same = numbers[
            (numbers["document_id"] == row.document_id)
            & (numbers["series"] == row.series)
            & (numbers["kind"] == row.kind)
            & (numbers["form"] == row.form)
            & (numbers["at"] == row.at)
        ]
        if same["low"].max() > same["high"].min() * (1 + 1e-9):
            contradicted.add(row.figure_id)
    return contradicted


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Processor time of the shortest of several runs: other work on the machine does not count. One core is used."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def against_naive(frames: dict[str, pd.DataFrame]) -> tuple[float, bool]:
    """How many times as long the naive B101 takes (a sample, multiplied up), and whether both name the same figures."""
    quick = seconds(lambda: engine.run(inputs.tables(frames), ["B101"]))
    numbers = inputs.tables(frames).numbers
    sample = numbers.sample(SAMPLE, random_state=0)
    each = seconds(lambda: naive_repetitions(numbers, sample), 1) / SAMPLE
    found = engine.run(inputs.tables(frames), ["B101"])["figure_ids"].str.split(engine.SEPARATOR).explode()
    agree = naive_repetitions(numbers, sample) == set(found) & set(sample["figure_id"])
    print(f"B101: {quick:.2f} s; a mask a figure: {each * len(numbers):.0f} s; the same figures: {agree}")
    return each * len(numbers) / quick, agree


def main() -> int:
    engine.rules()  # importing the rules is not what is measured
    times, ratio, agree = {}, 0.0, False
    for plans in PLANS:
        frames = panel(plans, FIGURES)
        found = len(engine.run(inputs.tables(frames)))
        times[plans] = seconds(lambda frames=frames: engine.run(inputs.tables(frames)))
        each = 1e6 * times[plans] / plans / FIGURES
        print(f"{plans} plans: {times[plans]:.2f} s, {each:.0f} µs a figure, {found:,} findings")
        if plans == MEASURED:
            ratio, agree = against_naive(frames)
    write_section("audit", section(times, ratio))
    steep = times[MEASURED] / MEASURED / (times[PLANS[0]] / PLANS[0])
    return int(times[MEASURED] > SECONDS_ALLOWED or steep > MOST_STEEP or not agree)


def section(times: dict[int, float], ratio: float) -> str:
    rows = "\n".join(
        f"| {plans} | {plans * FIGURES:,} | {plans / PLANS[0]:.3g} | {taken / times[PLANS[0]]:.2g} |"
        for plans, taken in times.items()
    )
    return f"""## 审计

`python bench/audit.py`：全部 {len(engine.rules())} 条规则，规划由现有数字移到各地、补足到每份 {FIGURES} 个
（固定种子，百分之二的数字改动过）。{MEASURED} 份规划须在 {SECONDS_ALLOWED:g} 秒内完成（一个核的处理器时间），
超出即失败。没有一条规则的时间随数字个数的平方增长：

| 规划 | 数字 | 数字是首行的几倍 | 耗时是首行的几倍 |
|---|---|---|---|
{rows}

只查“同一规划两处不一致”（B101），{MEASURED} 份规划：对每个数字用条件筛选全表（找出说同一事实的数字），耗时约为本项目的
{float(f"{ratio:.1g}"):,.0f} 倍，且随规划数增长；在样本上计时再按数字个数放大，两者查出的数字相同。
倍数取一至两位有效数字。
"""


if __name__ == "__main__":
    sys.exit(main())
