"""Many targets at once: the yearly growth that each needs and that was achieved, against one chosen rate."""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import rows, wording
from analysis.charts.chart import ChartData, ChartSeries, source_line, tidy

figure = rows.figure
SHOWN = {
    "needed_rate": ChartSeries("目标需要", "needed"),
    "achieved_rate": ChartSeries("实际年均", "observed"),
}


def data(
    table: pd.DataFrame, rate: float, lookup: Mapping[str, pd.DataFrame], subject: str = "目标", note: str = ""
) -> ChartData:
    """One row a target (or a series without one), in the order given.

    `table`: `name` (of the row), `needed_rate` and `achieved_rate` (fractions, missing where unknown; either column may
    be wholly missing), `figure_ids` (all figures the row rests on, separated by ;), `last_year` of the achieved growth.
    `rate`: the chosen rate. Rows without either rate are left out and counted in the note. `subject` is what the title
    counts, e.g. 货币标准目标; `note` explains the rows. `lookup` as in `chart.source_line`. Raises ValueError where no
    row has a rate.
    """
    known = table[table[list(SHOWN)].notna().any(axis=1)]
    line = ChartSeries(f"每年 {numerals.as_chosen(rate)}", "path")
    marks = [(series, _marks(known, column)) for column, series in SHOWN.items()]
    reference = pd.DataFrame({"position": known["name"], "value": rate * 100, "label": numerals.as_chosen(rate)})
    frame, series = tidy([*marks, (line, reference)])
    figures = known["figure_ids"].str.split(";").explode()
    left_out = len(table) - len(known)
    return ChartData(
        chart="assessment",
        title=_title(known, rate, subject),
        subtitle=_subtitle(known),
        unit="%",
        frame=frame,
        series=series,
        source=source_line(figures, lookup),
        note=note + _left_out(left_out, subject),
    )


def _left_out(rows: int, subject: str) -> str:
    return f"另有 {rows} 项{subject}没有基期数、目标数或依据的数列，算不出增速，没有画出。" if rows else ""


def _marks(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """A needed rate is drawn as it is written: Office writes the labels of its charts from the values."""
    known = table.dropna(subset=[column])
    rates = known[column].map(numerals.needed) if column == "needed_rate" else known[column]
    return pd.DataFrame(
        {
            "position": known["name"],
            "value": rates * 100,
            "label": [numerals.percent(rate) for rate in rates],
            "figure_id": known["figure_ids"].str.split(";").str[0],
        }
    )


def _title(table: pd.DataFrame, rate: float, subject: str) -> str:
    """Counts the targets that the rate meets; without targets, the series that grew at least as fast."""
    needed, achieved = table["needed_rate"].dropna(), table["achieved_rate"].dropna()
    if needed.empty:
        faster, wanted = int((achieved >= rate).sum()), numerals.as_chosen(rate)
        if faster in (0, len(achieved)):
            return f"{len(achieved)} 项{subject}的实际年均增速都{'达到' if faster else '低于'} {wanted}"
        return f"{len(achieved)} 项{subject}中，实际年均增速达到 {wanted} 的有 {faster} 项"
    unmet = table[table["needed_rate"] > rate + 1e-9]
    enough = f"每年增长 {numerals.as_chosen(rate)} 够的有 {len(needed) - len(unmet)} 项"
    text = f"{len(needed)} 项算得出增速的{subject}中，{enough}"
    if len(unmet):
        text += f"，不够的 {len(unmet)} 项"
    faster = int((achieved >= rate).sum())
    if len(achieved):
        text += (
            f"；实际增速达到 {numerals.as_chosen(rate)} 的有 {faster} 项" if faster else "；实际增速无一达到这一水平"
        )
    return text


def _subtitle(table: pd.DataFrame) -> str:
    parts = []
    if table["needed_rate"].notna().any():
        parts.append("目标需要的年均增速（从基期算起）")
    if table["achieved_rate"].notna().any():
        parts.append(f"实际年均增速（基期至最近公布的年份，{wording.years(table['last_year'].dropna())}）")
    return "与".join(parts)
