"""Paths of a standard under rules that are combined: what is decreed each year if these rules hold.

A path starts at a known level and is decreed once a year. Each year the rules act in this order, whatever the order in
which they are given:

1. growth: the year's rate, or the growth of an index, on the level *decreed* the year before (rounded as it was);
2. lower limits (floor of the growth, floor of the level, parity with another path, the parent's path): the highest one;
3. caps: the lowest one. A cap below a lower limit wins, and `overruled` names the limit that gives way;
4. rounding, which never breaks a limit: where rounding would go below a lower limit it goes up, above a cap down.

Rates are fractions (0.08 is 8%). The order follows how standards are set in practice (a rate is proposed, minimum
requirements are checked, the budget limits, the sum is rounded); no regulation prescribes it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

GROWTH, GROWTH_FLOOR, LEVEL_FLOOR, CAP, ROUNDING = "growth", "growth_floor", "level_floor", "cap", "rounding"
START = "起点"
LARGEST_RATE = 1.0  # above 100% a year a rate is almost certainly a percentage that lost its sign
TOLERANCE = 1e-9  # of the level: products of decimal fractions are not exact


@dataclass(frozen=True)
class Rule:
    """One rule. Make it with the functions below.

    `values` is one number for all years or a number a year; a year that a rule of limits does not name is not limited.
    `way` is only used by rounding: "up" or "nearest".
    """

    label: str
    kind: str
    values: float | Mapping[int, float]
    way: str = ""

    def at(self, year: int) -> float | None:
        return self.values.get(year) if isinstance(self.values, Mapping) else self.values


def constant_rate(rate: float) -> Rule:
    """The same growth each year."""
    return Rule(f"每年增长 {_percent(rate)}", GROWTH, _checked_rate(rate))


def yearly_rates(rates: Sequence[float], first_year: int) -> Rule:
    """A growth for each year, beginning with `first_year`."""
    return Rule("逐年增速", GROWTH, {first_year + index: _checked_rate(rate) for index, rate in enumerate(rates)})


def indexed_to(index: Mapping[int, float], name: str, lag: int = 1, at_least: bool = False) -> Rule:
    """Growth as another series grew `lag` years before: 居民上年度人均消费支出增速 is lag 1.

    `index`: year → level of that series. `at_least`: not the growth itself but its floor (不低于…增速).
    """
    growth = {
        year + lag: _checked_rate(level / index[year - 1] - 1)
        for year, level in sorted(index.items())
        if index.get(year - 1, 0) > 0
    }
    if at_least:
        return Rule(f"不低于{name}增速", GROWTH_FLOOR, growth)
    return Rule(f"按{name}增速", GROWTH, growth)


def growth_floor(rate: float) -> Rule:
    """Growth of at least `rate` in *each* year (年提高幅度不低于 5%); rate 0: a standard never falls."""
    return Rule(f"每年增长不低于 {_percent(rate)}", GROWTH_FLOOR, _checked_rate(rate))


def level_floor(level: float | Mapping[int, float], label: str = "最低标准") -> Rule:
    """Not below this level, in all years or in the years named."""
    return Rule(label, LEVEL_FLOOR, _checked_level(level))


def cap(level: float | Mapping[int, float], label: str = "上限") -> Rule:
    """Not above this level, in all years or in the years named."""
    return Rule(label, CAP, _checked_level(level))


def parity(other: Mapping[int, float], ratio: float | Mapping[int, float], name: str) -> Rule:
    """At least `ratio` of the other path's level in the same year.

    农村低保标准不低于城市的 70% is `ratio` 0.70; 城乡低保标准比不高于 1.3 is, for the rural path, `ratio` 1/1.3. A
    ratio for each year (`gliding_ratio`) closes in step by step.
    """
    ratios = ratio if isinstance(ratio, Mapping) else dict.fromkeys(other, ratio)
    level = {year: other[year] * share for year, share in ratios.items() if year in other}
    return Rule(f"与{name}的比例", LEVEL_FLOOR, _checked_level(level))


def gliding_ratio(start_year: int, start: float, end_year: int, end: float) -> dict[int, float]:
    """Ratios that change by the same factor each year from `start` (in `start_year`, not included) to `end`.

    r_t = start · (end / start)^((t − start_year) / (end_year − start_year)): the series behind outgrows the other by a
    constant rate, (start / end)^(1/n) − 1 for a ratio that has to fall.
    """
    years = range(start_year + 1, end_year + 1)
    return {year: start * (end / start) ** ((year - start_year) / (end_year - start_year)) for year in years}


def at_least_parent(parent: Mapping[int, float], name: str) -> Rule:
    """Not below the level that the region above sets in the same year (不低于省定标准)."""
    return Rule(f"不低于{name}", LEVEL_FLOOR, _checked_level(dict(parent)))


def rounding(step: float = 10, way: str = "nearest") -> Rule:
    """Decreed in steps of 5 or 10 yuan, "nearest" (halves up) or "up"."""
    if step <= 0 or way not in ("nearest", "up"):
        raise ValueError(f"取整应为正的步长，方式为 nearest 或 up，给出的是 {step!r}、{way!r}")
    return Rule(f"{'向上' if way == 'up' else '就近'}取整到 {step:g} 元", ROUNDING, step, way)


def path(start_year: int, start_value: float, end_year: int, rules: Sequence[Rule]) -> pd.DataFrame:
    """The level decreed each year from `start_year` (as given) to `end_year`.

    Columns: `year`; `value`; `growth` on the year before (fraction, missing in the first row); `unrounded`, the level
    before rounding; `binding`, the label of the rule that set it (START in the first row); `rounding`, the label of
    the rounding if it changed the level, else ""; `overruled`, the label of a limit that a cap overruled, else "".
    Where two rules give the same level, growth comes before limits and earlier rules before later ones. Raises
    ValueError (one Chinese sentence) for a start that is not positive, an end before the start, two rules of one label,
    more than one rule of growth or of rounding, or a year for which the growth is not known.
    """
    _check(start_year, start_value, end_year, rules)
    rows = [{"year": start_year, "value": float(start_value), "growth": math.nan, "unrounded": float(start_value),
             "binding": START, "rounding": "", "overruled": ""}]  # fmt: skip
    for year in range(start_year + 1, end_year + 1):
        rows.append(_next_year(year, rows[-1]["value"], rules))
    return pd.DataFrame(rows)


def _next_year(year: int, previous: float, rules: Sequence[Rule]) -> dict:
    growth = [rule for rule in rules if rule.kind == GROWTH]
    level, binding = previous, "上年水平"
    for rule in growth:
        level, binding = previous * (1 + _known(rule, year)), rule.label
    floor, floor_rule = max(_limits(rules, year, previous), key=lambda limit: limit[0], default=(-math.inf, ""))
    if floor > level * (1 + TOLERANCE):
        binding = floor_rule
    level = max(level, floor)
    caps = [(limit, rule.label) for rule in rules if rule.kind == CAP and (limit := rule.at(year)) is not None]
    ceiling, cap_rule = min(caps, key=lambda limit: limit[0], default=(math.inf, ""))
    overruled = floor_rule if floor > ceiling * (1 + TOLERANCE) else ""
    if level > ceiling * (1 + TOLERANCE):
        binding = cap_rule
    level = min(level, ceiling)
    value, rounded_by = _rounded(level, -math.inf if overruled else floor, ceiling, rules)
    return {"year": year, "value": value, "growth": value / previous - 1, "unrounded": level, "binding": binding,
            "rounding": rounded_by, "overruled": overruled}  # fmt: skip


def _limits(rules: Sequence[Rule], year: int, previous: float) -> list[tuple[float, str]]:
    limits = []
    for rule in rules:
        limit = rule.at(year) if rule.kind in (GROWTH_FLOOR, LEVEL_FLOOR) else None
        if limit is not None:
            limits.append((previous * (1 + limit) if rule.kind == GROWTH_FLOOR else limit, rule.label))
    return limits


def _rounded(level: float, floor: float, ceiling: float, rules: Sequence[Rule]) -> tuple[float, str]:
    for rule in rules:
        if rule.kind == ROUNDING:
            value = _to_step(level, floor, ceiling, rule.values, rule.way)
            return value, rule.label if abs(value - level) > TOLERANCE * level else ""
    return level, ""


def _to_step(level: float, floor: float, ceiling: float, step: float, way: str) -> float:
    """The multiple of `step` within the limits; the level itself where none lies there."""
    slack = TOLERANCE * max(level / step, 1)
    steps = math.ceil(level / step - slack) if way == "up" else math.floor(level / step + 0.5 + slack)
    value = steps * step
    if value < floor * (1 - TOLERANCE):
        value += step
    if value > ceiling * (1 + TOLERANCE):
        value -= step
    return value if floor * (1 - TOLERANCE) <= value <= ceiling * (1 + TOLERANCE) and value > 0 else level


def first_binding(decreed: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """When each rule set the level of a path (a rounding: changed it), one row a rule in the order given.

    Columns `rule`, `first_year` (missing where it never did), `years` (in how many years).
    """
    acting = pd.concat(
        [decreed[["year", column]].set_axis(["year", "rule"], axis=1) for column in ("binding", "rounding")]
    )
    found = acting.groupby("rule")["year"].agg(first_year="min", years="size")
    found = found.reindex(pd.Index([rule.label for rule in rules], name="rule")).reset_index()
    return found.astype({"first_year": "Int64"}).assign(years=found["years"].fillna(0).astype(int))


def _known(rule: Rule, year: int) -> float:
    rate = rule.at(year)
    if rate is None:
        named = "、".join(map(str, sorted(rule.values))) or "无"
        raise ValueError(f"“{rule.label}”没有{year}年的增速（已有的年份：{named}），请补上或把终点年提前")
    return rate


def _check(start_year: int, start_value: float, end_year: int, rules: Sequence[Rule]) -> None:
    if not (math.isfinite(start_value) and start_value > 0):
        raise ValueError(f"起点应为正数，给出的是 {start_value!r}；没有基期水平时不能推算路径")
    if end_year < start_year:
        raise ValueError(f"终点年 {end_year} 早于起点年 {start_year}")
    labels = [rule.label for rule in rules]
    if len(set(labels)) < len(labels):
        raise ValueError(f"规则的名称重复：{'、'.join(labels)}；请用 label 区分")
    for kind, name in ((GROWTH, "增速"), (ROUNDING, "取整")):
        labels = [rule.label for rule in rules if rule.kind == kind]
        if len(labels) > 1:
            raise ValueError(f"只能有一条{name}规则，给出了 {'、'.join(labels)}")


def _checked_rate(rate: float) -> float:
    if not (math.isfinite(rate) and -1 < rate <= LARGEST_RATE):
        raise ValueError(f"增速应为小数且在 −100% 与 100% 之间（8% 写作 0.08），给出的是 {rate!r}")
    return float(rate)


def _checked_level(level: float | Mapping[int, float]) -> float | Mapping[int, float]:
    for value in level.values() if isinstance(level, Mapping) else [level]:
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"限额应为正数，给出的是 {value!r}；没有数字的年份请不要列出")
    return level


def _percent(rate: float) -> str:
    return f"{rate * 100:.10g}%"
