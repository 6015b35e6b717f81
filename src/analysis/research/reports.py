"""Notebooks run for one place: an executed copy and a report, one HTML file that asks no host for anything."""

from collections.abc import Mapping
from copy import deepcopy
from html import escape
from pathlib import Path

from analysis.charts import theme
from analysis.research.figures import CONFIG

FIGURE = "application/vnd.plotly.v1+json"
# Cells with sliders need somebody who moves them: they are not run here, and not in the report.
INTERACTIVE = "interactive"
STYLE = f"""
body {{ font-family: {theme.FONT_STACK}; color: {theme.TEXT}; background: white; line-height: 1.7;
  max-width: 72rem; margin: 2rem auto; padding: 0 1.5rem; }}
h1 {{ font-size: 1.8rem; }} h2 {{ font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 1px solid {theme.GRID}; }}
table {{ border-collapse: collapse; font-size: 0.9rem; margin: 1rem 0; display: block; overflow-x: auto; }}
th, td {{ padding: 0.3rem 0.6rem; border-bottom: 1px solid {theme.GRID}; }}
th {{ border-bottom: 2px solid {theme.MUTED}; word-break: keep-all; }}
@media (max-width: 75rem), print {{ table {{ font-size: 0.8rem; }} th, td {{ padding: 0.2rem 0.35rem; }} }}
caption {{ text-align: left; font-weight: bold; padding: 0.3rem 0; }}
blockquote {{ margin: 0.5rem 0 0.5rem 1rem; padding-left: 1rem; border-left: 3px solid {theme.GRID}; }}
code {{ background: #F5F5F5; padding: 0 0.25em; }}
.anchor-link, .prompt {{ display: none; }}
"""
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
{script}
</head>
<body>
{body}
</body>
</html>
"""


def run(notebook: Path, folder: Path, parameters: Mapping[str, object]) -> tuple[str, Path]:
    """Runs a notebook with these values in its cell `parameters`, and writes copy and report into the folder.

    Returns what went wrong ("" where nothing did: one Chinese sentence) and the report's path; where a cell fails there
    is no report, and the copy ends with the error.
    """
    import nbformat
    import papermill

    folder.mkdir(parents=True, exist_ok=True)
    copy, report = folder / notebook.name, folder / f"{notebook.stem}.html"
    report.unlink(missing_ok=True)
    try:
        executed = papermill.execute_notebook(
            notebook,
            copy,
            dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            skip_cells_with_tag=INTERACTIVE,
            extra_arguments=["--IPKernelApp.log_level=50"],  # else every kernel warns of its local connection
        )
    except papermill.PapermillExecutionError as error:
        return f"第 {error.exec_count} 个代码格出错（{error.ename}：{error.evalue}）；详见 {copy.name}", copy
    executed.metadata.pop("papermill", None)  # names the folders of this machine
    nbformat.write(executed, copy)
    report.write_text(html(executed), encoding="utf-8")
    return "", report


def html(notebook) -> str:
    """The report of an executed notebook: prose, tables and charts without the code."""
    from nbconvert import HTMLExporter
    from nbformat import from_dict
    from plotly.offline import get_plotlyjs

    kept = [cell for cell in notebook.cells if INTERACTIVE not in cell.metadata.get("tags", [])]
    shown = from_dict({**notebook, "cells": deepcopy(kept)})
    drawn = [
        output.data for cell in shown.cells for output in cell.get("outputs", []) if FIGURE in output.get("data", {})
    ]
    for bundle in drawn:
        bundle["text/html"] = _figure(bundle.pop(FIGURE))
    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_output_prompt=True)
    body, _ = exporter.from_notebook_node(shown)
    title = next(line.lstrip("# ") for cell in kept for line in cell.source.splitlines() if line.startswith("# "))
    script = f"<script>{get_plotlyjs()}</script>" if drawn else ""
    return PAGE.format(title=escape(title), style=STYLE, script=script, body=body)


def _figure(content: dict) -> str:
    import plotly.io

    figure = {"data": content["data"], "layout": content["layout"]}
    return plotly.io.to_html(figure, config=CONFIG, include_plotlyjs=False, full_html=False, validate=False)
