"""The command line, `python -m analysis …`. Messages are Chinese; exit status 0, 1 (problems) or 2 (bad usage)."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.problems import DataProblems, Problem

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="民政事业五年规划：数字、目标与实际。",
)
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序读取。")]


def _finish(problems: list[Problem], summary: str, as_json: bool, **facts: object) -> None:
    """Prints problems and summary, and exits 1 where there are problems."""
    if as_json:
        listed = [problem.as_dict() for problem in problems]
        print(json.dumps({"ok": not problems, "problems": listed, **facts}, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"共 {len(problems)} 处问题。" if problems else summary, file=sys.stderr if problems else sys.stdout)
    if problems:
        raise typer.Exit(1)


@app.command()
def check(as_json: AsJson = False) -> None:
    """检查代码表和全部原始数据，列出所有问题。"""
    from analysis.etl.build import checked_tables

    try:
        built = checked_tables()
    except DataProblems as error:
        return _finish(error.problems, "", as_json)
    rows = {name: len(frame) for name, frame in built.items()}
    return _finish([], f"检查通过：{rows['documents']} 份文献，{rows['figures']} 个数字。", as_json, rows=rows)


@app.command()
def build(as_json: AsJson = False) -> None:
    """由原始数据生成 data/processed 中的全部表；有问题时原有的表不变。"""
    from analysis.etl.build import build as build_tables

    try:
        built = build_tables()
    except DataProblems as error:
        return _finish(error.problems, "", as_json)
    rows = {name: len(frame) for name, frame in built.items()}
    lines = [f"  {name:<13}{count:>7} 行" for name, count in rows.items()]
    return _finish([], "\n".join([f"已写入 {paths.shown(paths.processed())}：", *lines]), as_json, rows=rows)


@app.command()
def verify(
    documents: Annotated[Path, typer.Option(help="存放规划文本的文件夹。")],
    leftovers: Annotated[bool, typer.Option("--leftovers", help="列出未被任何数字行覆盖的数字及其理由。")] = False,
    as_json: AsJson = False,
) -> None:
    """核对每条引文是否在所说的位置，文本是否转录时的同一文件。"""
    from analysis.etl import leftovers as left
    from analysis.etl.read import read_raw
    from analysis.etl.verify import misplaced, texts

    raw, problems = read_raw(paths.raw())
    found, missing = texts(raw.documents, documents)
    problems += missing + misplaced(raw, found)
    listed = []
    if leftovers and not problems:
        for row in raw.documents[raw.documents["document_id"].isin(found)].itertuples():
            figures = raw.figures[raw.figures["document_id"] == row.document_id]
            try:
                frame, stale = left.leftovers(found[row.document_id], figures, row.folder)
            except DataProblems as error:
                problems += error.problems
                continue
            problems += stale
            place = paths.shown(row.folder / "figures.csv")
            for item in frame.itertuples():
                if not item.reason:
                    what = f"第 {item.start} 字处的“{item.number}”没有着落（…{item.context}…）"
                    action = "转录这个数字，或在 left_out.csv 中写明理由"
                    problems.append(Problem(place, 0, "unaccounted-number", what, "一行数字或一条理由", action))
            listed += frame.assign(document_id=row.document_id).to_dict("records")
    if not as_json:
        for item in listed:
            place = f"{item['document_id']} {item['start']:>6} {item['number']}"
            print(f"{place}\t{item['reason'] or '无着落'}\t…{item['context']}…")
    quotes = int(raw.figures["document_id"].isin(found).sum())
    summary = f"核对通过：{len(found)} 份规划，{quotes} 条引文" + (
        f"；{len(listed)} 个数字不作转录，均有理由。" if leftovers else "。"
    )
    _finish(sorted(set(problems)), summary, as_json, documents=sorted(found), quotes=quotes, leftovers=listed)


@app.command()
def docs() -> None:
    """按现有数据更新 docs/ 中由程序生成的部分。"""
    from analysis.documentation import pages

    for path, text in pages(paths.project_root()).items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"已更新 {paths.shown(path)}")


@app.command()
def dashboard(
    host: Annotated[str, typer.Option(help="监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口。")] = 8050,
) -> None:
    """打开县级地图（浏览器访问 http://127.0.0.1:8050）。"""
    sys.path.insert(0, str(paths.project_root()))  # the dashboard lies beside src, not in the package
    from dashboard.app import serve

    serve(host, port)


def main() -> None:
    if os.name == "nt":  # the console's code page would garble Chinese
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stderr.reconfigure(encoding="utf-8")
    app()


if __name__ == "__main__":
    main()
