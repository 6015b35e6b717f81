from analysis import paths
from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems


def run(as_json: AsJson = False) -> None:
    """用已知年份检验预测：遮住后面的年份，由前面的年份预测，再与实际对照；写入 docs/backtest.md。"""
    from analysis import documentation

    page = paths.project_root() / "docs" / "backtest.md"
    try:
        summary, scores = documentation.backtest_summary(), documentation.backtest_scores()
        text = documentation.refresh(page.read_text(encoding="utf-8"))
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    page.write_text(text, encoding="utf-8", newline="\n")
    closing = f"{summary}\n\n详见 {paths.shown(page)}。"
    return finish([], closing, as_json, scores=scores.to_dict("records"))
