import datetime
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems


def run(
    observed: Annotated[
        Path | None,
        typer.Option(
            help="检验自己的数列：CSV 文件，列 region_code, indicator_id, residence, arrangement, year, value。"
            "地区不必在代码表中，数值用指标的标准单位；随附的数列作同类。不写 docs/backtest.md。"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """用已知年份检验预测：遮住后面的年份，由前面的年份预测，再与实际对照；写入 docs/backtest.md。"""
    try:
        text, facts = _shipped() if observed is None else _brought(observed)
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    return finish([], text, as_json, **facts)


def _shipped() -> tuple[str, dict[str, list[dict]]]:
    from analysis import documentation
    from analysis.documentation import backtest

    page = paths.project_root() / "docs" / "backtest.md"
    summary, facts = backtest.summary(), backtest.facts(backtest.shipped())
    text = documentation.refresh(page.read_text(encoding="utf-8"))
    page.write_text(text, encoding="utf-8", newline="\n")
    return f"{summary}\n\n详见 {paths.shown(page)}。", facts


def _brought(file: Path) -> tuple[str, dict[str, list[dict]]]:
    from analysis.documentation import backtest, floor_backtest
    from analysis.etl import observed_series

    tested = backtest.of_series(observed_series.read(file, datetime.date.today()))
    facts = backtest.facts(tested)
    if tested.levels.empty:
        return "没有可检验的预测：每个数列至少要有先后两个年份，水平都大于零，且当时已有至少 3 个同类的增速。", facts
    said = backtest.report(tested.levels)
    if len(tested.floors):
        said += f"\n\n每年不低于（逐年水平都给出的时期）\n\n{floor_backtest.rules(tested.floors)}"
    return said, facts
