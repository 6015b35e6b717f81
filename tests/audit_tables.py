"""Tiny plans for the audit's tests: figures as they are printed, the tables that follow from them."""

import re

import pandas as pd

from analysis import tables
from analysis.audit import inputs
from analysis.codelists import definitions, units
from analysis.etl import derive

PLANS = {
    "province": ("210000", "2021-09-06"),
    "city": ("210300", ""),
    "county": ("210381", ""),
    "neighbour": ("210321", ""),
    "wuhai": ("150300", ""),
    "district": ("220502", ""),
}
PLAN_OF = {region: name for name, (region, _) in PLANS.items()}
GROWTH_FORMS = ("total_growth", "annual_growth", "annual_floor")
WORDS = {"全覆盖": 100.0, "全部": 100.0, "三": 3.0}
COUNTY = "210381"


def figure(indicator: str, printed: str, unit: str, **cells) -> dict:
    """One printed number; by default a level of 2020 in a county's own plan. `region`, `document`, `read_as` (what an
    incomplete unit is read as) and every column of the table `figures` can be given."""
    return {"indicator_id": indicator, "printed_value": printed, "printed_unit": unit, **cells}


def target(indicator: str, printed: str, unit: str, **cells) -> dict:
    return figure(indicator, printed, unit, **{"kind": "target", "year": 2025, **cells})


def growth(indicator: str, printed: str, form: str, start: int, end: int, **cells) -> dict:
    """A stated rise: a change, or with kind="target" a promise."""
    cells = {"kind": "change", "period_start": start, "period_end": end, "year": pd.NA, **cells}
    return figure(indicator, printed, cells.pop("unit", "%"), form=form, **cells)


def built(rows: list[dict], plans: dict[str, tuple[str, str]] | None = None) -> dict[str, pd.DataFrame]:
    """The processed tables of these figures, conformed. `plans`: document → region and date."""
    plans = plans or PLANS
    documents = pd.DataFrame(
        [
            {
                "document_id": name, "kind": "observed" if name == "reports" else "plan", "title": f"规划 {name}",
                "region_code": region, "date": date, "period_start": 2021, "period_end": 2025, "baseline_year": 2020,
                "status": "final", "file": "x", "sha256": "x", "figure_count": 1,
            }
            for name, (region, date) in {**plans, "reports": ("100000", "")}.items()
        ]
    )  # fmt: skip
    documents = documents.assign(issuers="", number="", note="")
    blank = {column.name: "" for column in tables.schemas()["figures"].columns if column.type == "text"}
    complete = [blank | _complete(row, number) for number, row in enumerate(rows, 1)]
    figures = tables.conform(pd.DataFrame(complete), "figures")
    baselines = derive.baselines(figures, documents)
    frames = {
        "documents": documents,
        "regions": definitions.regions().reset_index(),
        "indicators": definitions.indicators().reset_index(),
        "figures": figures,
        "baselines": baselines,
        "targets": derive.targets(figures, documents, baselines),
        "observations": derive.observations(figures, documents),
    }
    return {name: tables.conform(frame, name) for name, frame in frames.items()}


def audited(rows: list[dict], **plans) -> inputs.Tables:
    return inputs.tables(built(rows, **plans))


def _complete(row: dict, number: int) -> dict:
    row = {
        "region_code": row.get("region", COUNTY), "kind": "baseline", "form": "level", "comparator": "=", "year": 2020,
        "section": "一", "year_stated": True, "number": number, "start": 100 * number, **row,
    }  # fmt: skip
    row["document_id"] = row.pop("document", None) or PLAN_OF[row["region_code"]]
    row.pop("region", None)
    indicator = definitions.indicators().loc[row["indicator_id"]]
    row["unit"] = "%" if row["form"] in GROWTH_FORMS else indicator["unit"]
    read_as = row.pop("read_as", "")
    row["unit_stated"] = not read_as
    numbers = [float(one.replace("−", "-")) for one in re.findall(r"−?\d+(?:\.\d+)?", row["printed_value"])]
    numbers = numbers or [WORDS.get(row["printed_value"], float("nan"))]
    factor = units.factor(read_as or row["printed_unit"], row["unit"]) if row["printed_value"] else 1.0
    row["value"] = factor * sum(numbers) / len(numbers)
    row["value_low"], row["value_high"] = factor * numbers[0], factor * numbers[-1]
    row.setdefault("quote", row["printed_value"] + row["printed_unit"])
    return row | {"figure_id": f"{row['document_id']}#{number}", "end": row["start"] + len(row["quote"])}
