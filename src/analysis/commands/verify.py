from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems, Problem


def run(
    documents: Annotated[Path, typer.Option(help="存放规划文本的文件夹。")],
    leftovers: Annotated[bool, typer.Option("--leftovers", help="列出未被任何数字行覆盖的数字及其理由。")] = False,
    as_json: AsJson = False,
) -> None:
    """核对每条引文是否在所说的位置，文本是否转录时的同一文件。"""
    from analysis.etl import context
    from analysis.etl import leftovers as left
    from analysis.etl.read import read_raw
    from analysis.etl.verify import misplaced, texts

    raw, problems = read_raw(paths.raw())
    found, missing = texts(raw.documents, documents)
    problems += missing + misplaced(raw, found) + context.cut(raw, found)
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
    finish(sorted(set(problems)), summary, as_json, documents=sorted(found), quotes=quotes, leftovers=listed)
