"""The obvious way to a county map, to be measured against: `px.choropleth` with the GeoJSON embedded, the whole figure
rebuilt in a callback at each choice. Served by `bench/dashboard.py` over the same tables.

Three things it would not have by itself are given to it: what lets plotly draw without asking another host, compressed
answers (files once, figures at nginx's usual level, which costs next to nothing), and waitress.
"""

import gzip
import json
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import flask
import pandas as pd
import plotly.express as px
import waitress
from dash import Dash, Input, Output, callback, dcc, html

from analysis import tables

SERIES = ["indicator_id", "residence", "arrangement", "subgroup"]
# plotly's base map comes from another host unless it is there already; an empty one is enough.
EMPTY_BASE_MAP = "window.PlotlyGeoAssets = { topojson: { world_110m: {} } };"


def data(folder: Path, province: str) -> tuple[dict, pd.DataFrame]:
    """The outlines of a province and its coverage rows with the key of their series and moment."""
    outlines = json.loads((folder / "counties.geojson").read_text(encoding="utf-8"))
    kept = [one for one in outlines["features"] if one["properties"]["province_code"] == province]
    rows = tables.read("coverage", folder)
    rows = rows[rows["county_code"].isin([one["properties"]["region_code"] for one in kept])]
    rate = rows[SERIES].apply(lambda row: ".".join(filter(None, row)), axis=1)
    moment = rows["role"] + "-" + rows["year"].astype(str)
    return {"type": "FeatureCollection", "features": kept}, rows.assign(rate=rate, moment=moment)


def app(outlines: dict, rows: pd.DataFrame, rate: str, moment: str) -> Dash:
    assets = Path(mkdtemp())
    (assets / "base_map.js").write_text(EMPTY_BASE_MAP, encoding="utf-8")
    made = Dash("obvious", assets_folder=str(assets), title="obvious", update_title=None)
    rates, moments = sorted(rows["rate"].unique()), sorted(rows["moment"].unique())
    made.layout = html.Div(
        [
            dcc.Dropdown(rates, rate, id="rate", clearable=False),
            dcc.Dropdown(moments, moment, id="moment", clearable=False),
            dcc.Graph(id="map", style={"height": "600px"}, config={"showSendToCloud": False}),
        ]
    )

    @callback(Output("map", "figure"), Input("rate", "value"), Input("moment", "value"))
    def drawn(rate: str, moment: str):
        shown = rows[(rows["rate"] == rate) & (rows["moment"] == moment)]
        figure = px.choropleth(
            shown,
            geojson=outlines,
            locations="county_code",
            featureidkey="properties.region_code",
            color="value",
            color_continuous_scale="Blues",
            range_color=(0, 100),
        )
        return figure.update_geos(fitbounds="locations", visible=False)

    made.server.after_request(_compressed)
    return made


def _compressed(response: flask.Response) -> flask.Response:
    if "gzip" in flask.request.headers.get("Accept-Encoding", "") and response.status_code == 200:
        response.direct_passthrough = False
        content = response.get_data()
        response.set_data(gzip.compress(content, 1) if response.is_json else _once(content))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache
def _once(content: bytes) -> bytes:
    return gzip.compress(content, 6)


if __name__ == "__main__":
    folder, province, rate, moment, port = sys.argv[1:]
    served = app(*data(Path(folder), province), rate, moment).server
    waitress.serve(served, host="127.0.0.1", port=int(port), threads=8, _quiet=True)
