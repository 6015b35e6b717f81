"""AG Grid for pages with big tables, loaded on those pages only: it is six times what the rest of the app weighs.

Importing the package would put its 1.3 MB into the head of every page; here it is registered as a file that is served
when it is asked for, and assets/grid.js asks for it where a page has a `place`.
"""

import json
from pathlib import Path

import dash_ag_grid
from dash import dcc, html
from dash.fingerprint import build_fingerprint
from plotly.utils import PlotlyJSONEncoder

from dashboard.web import proxy

BUNDLE = "dash_ag_grid.min.js"
# What AG Grid says in English of what is used here, to the eye and to screen readers.
WORDS = {
    "loadingOoo": "正在取数据……",
    "noRowsToShow": "没有符合条件的数字",
    "loadingError": "没有取到",
    "ariaSortableColumn": "按回车排序",
    "ariaSkeletonCellLoading": "正在取这一行",
    "ariaSkeletonCellLoadingFailed": "这一行没有取到",
    "ariaDeferSkeletonCellLoading": "正在取",
    "ariaRowSelectAll": "按空格选择全部行",
    "ariaRowToggleSelection": "按空格选择这一行",
    "ariaToggleCellValue": "按空格切换",
    "ariaChecked": "已选",
    "ariaUnchecked": "未选",
    "ariaIndeterminate": "部分选中",
}

for _resource in dash_ag_grid._js_dist:
    if _resource["relative_package_path"] == BUNDLE:
        _resource["dynamic"] = True  # served, but not in the page's head


def place(id: str, label: str, **properties) -> html.Div:
    """Where the grid `id` will stand once the bundle has arrived; `properties` are those of `dash_ag_grid.AgGrid`."""
    options = {"localeText": WORDS, **properties.pop("dashGridOptions", {})}
    component = dash_ag_grid.AgGrid(id=id, dashGridOptions=options, **properties)
    asked = {"script": _address(), "component": json.loads(json.dumps(component, cls=PlotlyJSONEncoder))}
    inside = html.Div("正在打开表格……", id=f"{id}-place", className="grid-place")
    return html.Div(
        [dcc.Store(id=f"{id}-asked", data=asked), inside], role="region", className="grid", **{"aria-label": label}
    )


def _address() -> str:
    """With the version in its name, so that browsers keep it."""
    modified = int((Path(dash_ag_grid.__file__).parent / BUNDLE).stat().st_mtime)
    name = build_fingerprint(BUNDLE, dash_ag_grid.__version__, modified)
    return proxy.at(f"/_dash-component-suites/dash_ag_grid/{name}")
