"""Does a row fit its document and itself: a region and a year the document can speak of, a form its kind can have."""

import pandas as pd

from analysis.codelists import definitions
from analysis.etl.checks import Findings

LEVELS_ONLY = ("baseline", "observed", "flow")
REACHED = ("baseline", "flow", "change")


def regions(frame: pd.DataFrame, documents: pd.DataFrame, findings: Findings) -> None:
    """A plan speaks of its own place, of places inside it and of those it lies in."""
    lineage = definitions.lineage()
    pairs = set(zip(lineage["region_code"], lineage["ancestor_code"], strict=True))
    own = frame["document_id"].map({row.document_id: row.region_code for row in documents.itertuples()})
    known = set(definitions.regions().index)
    outside = [
        code in known and home in known and (code, home) not in pairs and (home, code) not in pairs
        for code, home in zip(frame["region_code"], own, strict=True)
    ]
    findings.add(
        pd.Series(outside, frame.index, dtype=bool),
        "region-outside-document",
        lambda row: f"地区 {row['region_code']} 既不在规划所属的 {own[row.name]} 之内，也不是它的上级",
        "本地、其所辖或其上级的代码",
        "改正 region_code；确是别处的数字，写入 exceptions.toml",
    )


def years(frame: pd.DataFrame, documents: pd.DataFrame, findings: Findings) -> None:
    """What a plan reports lies before its period, what it promises not before its base year."""
    plans = {row.document_id: row.baseline_year for row in documents.itertuples() if row.kind == "plan"}
    base = frame["document_id"].map(plans).astype("Int64")
    last = frame["year"].fillna(frame["period_end"])
    wrong = (frame["kind"].isin(REACHED) & (last > base)) | ((frame["kind"] == "target") & (last < base))
    findings.add(
        wrong.fillna(False),
        "year-outside-document",
        lambda row: (
            f"{definitions.terms()['kind'][row['kind']]}的年份是 {last[row.name]}，规划的基期年是 {base[row.name]}"
        ),
        "已达到的不晚于基期年，目标不早于基期年",
        "改正 kind、year 或时期；确是如此的写入 exceptions.toml",
    )


def kinds(frame: pd.DataFrame, documents: pd.DataFrame, findings: Findings) -> None:
    """Levels have a year, totals a period; a change is no level and a level no change; no plan observes its outcome."""
    plans = {row.document_id for row in documents.itertuples() if row.kind == "plan"}
    kind, level = frame["kind"], frame["form"] == "level"
    known = frame["form"].isin(definitions.terms()["form"])
    findings.add(
        known & ((kind.isin(LEVELS_ONLY) & ~level) | ((kind == "change") & level)),
        "kind-and-form",
        lambda row: f"kind 是 {row['kind']}，form 是 {row['form']}",
        "change 是增减，baseline、observed、flow 是水平值或合计",
        "改正 kind 或 form",
    )
    findings.add(
        (kind == "observed") & frame["document_id"].isin(plans),
        "observed-in-plan",
        lambda row: "规划中的数字写成了后续实际",
        "、".join(code for code in definitions.terms()["kind"] if code != "observed"),
        "改正 kind；后续实际写在 data/raw/observed 下",
    )
    year, start, end = (frame[column].notna() for column in ("year", "period_start", "period_end"))
    readable = ~frame["unreadable"]
    findings.add(
        readable & ((start != end) | (year & start)),
        "period-incomplete",
        lambda row: f"year“{_shown(row['year'])}”，时期“{_shown(row['period_start'])}–{_shown(row['period_end'])}”",
        "year，或 period_start 和 period_end 两格，不同时填",
        "补全或删去",
    )
    findings.add(
        readable & (kind == "flow") & ~end,
        "without-period",
        lambda row: "时期累计没有时期",
        "period_start 和 period_end",
        "补上时期",
    )
    findings.add(
        readable & kind.isin(["baseline", "observed"]) & start,
        "level-of-a-period",
        lambda row: f"{definitions.terms()['kind'][row['kind']]}写的是时期",
        "year；一段时间的合计是 flow",
        "改正 kind 或时期",
    )
    findings.add(
        readable & (kind == "change") & ~(year | end),
        "without-year",
        lambda row: "增减没有年份也没有时期",
        "year，或 period_start 和 period_end",
        "补上",
    )


def _shown(year: object) -> str:
    return "" if pd.isna(year) else str(year)
