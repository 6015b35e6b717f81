"""The pieces of the page 增长路径: controls, the chart's frame, the rules' form, the numbers by year, the reasons."""

from collections.abc import Mapping

import pandas as pd
from dash import dcc, html

from analysis import numerals
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.words import naming
from dashboard.pages.growth import rules as growth_rules
from dashboard.pages.growth import series as growth_series
from dashboard.pages.growth import view as growth_view
from dashboard.pages.growth.data import RATES
from dashboard.pages.growth.view import View
from dashboard.shared import address, cite, components, downloads
from dashboard.shared.data import Data

KEY = "growth"
OWN = definitions.terms()["series_level"]["own"]
NO_INDEX, NO_ROUNDING = "不挂钩", "不取整"
WAYS = {"nearest": "就近", "up": "向上"}


def _id(name: str) -> str:
    return f"{KEY}-{name}"


def controls(data: Data, shown: View, chooser: html.Div) -> html.Div:
    space = data.workspace
    indicator = components.dropdown(_id("indicator"))
    indicator.options, indicator.value = _indicator_options(data, shown.region, shown.indicator), shown.indicator
    series = _series(space, shown)
    places = dcc.Dropdown(
        [{"value": code, "label": _place_name(space, code, key)} for code, key in shown.offered.items()],
        list(shown.others), id=_id("places"), multi=True, labels=components.DROPDOWN_WORDS, placeholder="不比较",
        maxHeight=420,
    )  # fmt: skip
    found = [
        chooser,
        components.labelled("指标", indicator, basis="17rem", most="26rem"),
        components.labelled("口径", components.choices(_id("series-indicator"))),
        components.labelled("同时比较", places, basis="13rem", most="24rem"),
    ]
    found[2].hidden = len(series) < 2
    found[3].hidden = not shown.offered
    topic = shown.indicator if shown.place is not None else ""
    return html.Div([*found, components.briefing_button(shown.region, topic, carried="rate")], className="controls")


def _indicator_options(data: Data, region: str, chosen: str) -> list[dict]:
    """By domain; those with a target of their own say so."""
    listed = data.workspace.codelists.indicators
    targets = data.frames["targets"]
    own = set(targets.loc[targets["region_code"] == region, "indicator_id"])
    offered = set(data.workspace.indicators_of(region)) | ({chosen} & set(listed.index))
    options = []
    for domain, name in definitions.terms()["domain"].items():
        codes = sorted(
            offered & set(listed.index[listed["domain"] == domain]), key=lambda code: (code not in own, code)
        )
        if codes:
            options.append({"value": f"domain:{domain}", "label": name, "disabled": True})
        for code in codes:
            mark = [html.Small("有目标")] if code in own else []
            label = html.Span([listed.at[code, "name_zh"], *mark], className="region-option")
            options.append({"value": code, "label": label, "search": f"{listed.at[code, 'name_zh']} {code}"})
    return options


def _series(space, shown: View) -> dict[str, str]:
    """The kinds that the indicator is kept by here, as short as tells them apart: 集中, 分散."""
    if shown.place is None:
        return {}
    found = growth_series.answers(space, shown.region, shown.indicator)
    options = {}
    for key, answer in zip(growth_series.keys(found), found, strict=True):
        row, terms = answer.row, definitions.terms()
        marks = [terms[name][row[name]] for name in ("residence", "arrangement") if row[name]]
        marks += [definitions.subgroups()[row["subgroup"]]] if row["subgroup"] else []
        marks += [f"{row['target_year']}年目标"] if key.endswith(f".{row['target_year']}") else []
        options[key] = "，".join(marks) or "不分口径"
    if shown.key not in options:  # a part of what is promised for both
        options[shown.key] = naming.title(shown.place.answer, space.names).partition("（")[2].rstrip("）")
    return options


def _starts(shown: View) -> dict[str, str]:
    """Years that a path can start from."""
    answer = shown.place.answer
    base, last = answer.row["baseline_year"], answer.known["year"].max()
    starts = {"base": f"{base}年基期"} if pd.notna(base) else {}
    later = pd.notna(last) and (pd.isna(base) or last != base)
    return starts | ({"latest": f"{last}年最新水平"} if later else {})


def _place_name(space, code: str, key: str) -> str:
    """With the city before a county's name; averages say that they are."""
    name = naming.place(code, space.names)
    indicator = space.codelists.indicators.loc[key.partition(".")[0]]
    return f"{name}（平均标准）" if indicator["average_of"] else name


def chart(shown: View, as_of: int) -> html.Section:
    """What is known, where the rate leads, the slider, the drawing (assets/growth/page.js) and what stands under it.

    `as_of`: the last year that had ended.
    """
    place, step = shown.place, shown.step
    content = place.content
    head = [html.H1(content["title"], id=_id("title"))]
    if not content["series"]:
        return html.Section([*head, html.P(place.why_not, className="empty")], className="growth-main")
    scenario = html.P(place.scenario(step), id=_id("subtitle"), className="subtitle", **{"aria-live": "polite"})
    drawing = [html.Div(id=_id("chart"), className="line-drawing"), html.Ul(id=_id("legend"))]
    others = html.Ul(
        [html.Li("；".join(filter(None, [other.content["title"], other.scenario(step)])))
         for other in shown.others.values()],
        id=_id("others"), hidden=not shown.others,
    )  # fmt: skip
    foot = [html.P(text, className="quiet") for text in (place.note + components.judged(as_of), place.source) if text]
    slider = html.Div(id=_id("slider"), className="screen-only", hidden=not place.steps)
    needed = "所需的每年变动见右侧。" if any(one.startswith("所需") for one in place.said) else ""
    still = html.P(f"这一指标不按增速推算。{needed}", className="quiet", hidden=place.steps)
    take = downloads.buttons(KEY, picture=f"#{KEY} .growth-main")
    parts = [*head, scenario, slider, still, *drawing, others, *foot, *([take] if place.chart else [])]
    return html.Section(parts, className="growth-main")


def rules(shown: View) -> html.Section:
    """The rules that may be combined, each with what it does at the chosen rate (kept up to date by page.js)."""
    place, asked = shown.place, shown.asked
    ground = place.ground
    indexes = {"": NO_INDEX, growth_rules.ASSUMED: f"{growth_rules.ASSUMED_NAME}（自设增速）"}
    indexes |= {key: f"{one.name}（上年增速）" for key, one in (ground.indexes if ground else {}).items()}
    index = _dropdown("index", indexes, asked.index if asked.index in indexes else "")
    steps = {key: f"{WAYS[way]}取整到 {size} 元" for key, (size, way) in growth_rules.ROUNDINGS.items()}
    rounding = _dropdown("rounding", {"": NO_ROUNDING} | steps, asked.rounding)
    parity = f"不低于{ground.other.name}的" if ground and ground.other else "不低于另一标准的"
    lines = [
        _line("起点", components.choices(_id("start")), len(_starts(shown)) < 2),
        _line("每年不低于", _percent("floor", asked.floor)),
        _line("增速不低于", index),
        _line("自设增速", _percent("growth", asked.growth), asked.index != growth_rules.ASSUMED),
        _line(parity, _percent("parity", asked.parity, _present(shown)), not (ground and ground.other)),
        _line("取整", rounding),
    ]
    effects = place.content["effects"][shown.step] if place.labels else []
    acting = [
        html.Li([html.Span(label), html.Strong(effect, className="effect")])
        for label, effect in zip(place.labels, effects, strict=True)
    ]
    parts = [html.H2("叠加规则"), html.Div(lines, className="lines"), html.Ul(acting, id=_id("effects"))]
    return html.Section(parts, className="growth-rules", hidden=not (place.steps and place.answer.row["money"]))


def _present(shown: View) -> str:
    """The ratio at the start of the path, as a hint of what to enter."""
    place = shown.place
    if not place.steps or place.ground is None:
        return ""
    years, values = place.content["years"], place.content["values"]
    ratio = growth_rules.present_ratio(place.ground, years[0], values[0][0])
    return f"现 {ratio * 100:.0f}" if ratio else ""


def _line(label: str, control, hidden: bool = False) -> html.Div:
    made = components.labelled(label, control)
    made.hidden = hidden
    return made


def _dropdown(name: str, options: dict[str, str], value: str) -> dcc.Dropdown:
    made = components.dropdown(_id(name), searchable=False)
    made.options = [{"value": key or "none", "label": label} for key, label in options.items()]
    made.value = value or "none"
    return made


def _percent(name: str, fraction: float | None, hint: str = "") -> html.Span:
    low, high = growth_rules.LIMITS[name]
    value = None if fraction is None else round(fraction * 100, 4)
    limits = {"min": low, "max": high, "step": "any", "placeholder": hint or "不限"}
    field = dcc.Input(type="number", id=_id(name), value=value, debounce=True, **limits)
    return html.Span([field, "%"], className="percent")


def reasons(shown: View, space) -> html.Section:
    """The command line's sentences; the one about the rate moves with the slider."""
    place = shown.place
    items = []
    for position, text in enumerate(place.said):
        moves = position == place.position and place.content.get("said")
        said = place.content["said"][shown.step] if moves else text
        label, colon, rest = said.partition("：")
        inner = [html.Strong(label + colon), *([rest] if moves else cite.linked(rest))] if colon else cite.linked(said)
        if position == place.position and place.steps and not moves:
            continue  # with rules or another start it is another question
        items.append(html.Li(inner, **({"id": _id("said")} if moves else {})))
    above = address.of("/alignment", region=shown.region, indicator=shown.indicator)
    more = html.P(dcc.Link("上下级的目标怎样衔接", href=above), className="screen-only")
    return html.Section([html.H2("依据和判断"), html.Ul(items), more], className="growth-reasons")


def year_table(shown: View, space) -> html.Section:
    """The numbers behind the chart, its text alternative."""
    place = shown.place
    frame, unit = growth_view.years(shown, space), place.content["unit"]
    named = {"known": "已知水平", "at_rate": place.content["names"][shown.step] if place.steps else "",
             "needed": "目标所需路径"}  # fmt: skip
    named["band"] = next((one.name for one in place.chart.series if one.role == "interval"), "")
    frame["band"] = [
        "" if pd.isna(low) or low == high else f"{wording.number(low, unit)}—{wording.number(high, unit)}"
        for low, high in zip(frame["low"], frame["high"], strict=True)
    ]
    columns = [name for name in named if frame[name].replace("", None).notna().any()]
    head = [html.Th("年份", scope="col")]
    head += [
        html.Th(named[name], scope="col", **({"id": _id("column")} if name == "at_rate" else {})) for name in columns
    ]
    rows = []
    for row in frame.to_dict("records"):
        cells = [_cell(row, name, unit) for name in columns]
        source = html.Td(cite.linked(row["source"]) or ("推算" if pd.isna(row["known"]) else ""), className="source")
        rows.append(html.Tr([html.Th(str(row["year"]), scope="row"), *cells, source]))
    table = html.Table([html.Thead(html.Tr([*head, html.Th("出处", scope="col")])), html.Tbody(rows)])
    title = html.H2(["各年数值", html.Span(f"单位：{unit}", className="count")])
    return html.Section([title, html.Div(table, className="scroll", tabIndex=0)], className="growth-years")


def _cell(row: Mapping, name: str, unit: str) -> html.Td:
    """A known level that is a standard decreed above says so."""
    value = row[name]
    text = value if isinstance(value, str) else "" if pd.isna(value) else wording.number(value, unit)
    moving = {"data-path-year": str(row["year"])} if name == "at_rate" else {}
    decreed = row["known_whose"] if name == "known" and row["known_whose"] != OWN else ""
    return html.Td([text or "—", *([html.Small(f"（{decreed}）")] if decreed else [])], className="number", **moving)


def store(shown: View, space) -> dict:
    """What page.js draws: the first place, then those beside it, and the choices that it fills bars with."""
    places = [shown.place, *shown.others.values()]
    return {
        "rates": [numerals.percent(rate) for rate in RATES],
        "percents": [round(rate * 100, 1) for rate in RATES],
        "usual": RATES.index(growth_series.RATE),
        "step": shown.step,
        "places": [place.content for place in places],
        "choices": {
            "series-indicator": [list(_series(space, shown).items()), shown.key],
            "start": [list(_starts(shown).items()), shown.place.start],
        },
    }
