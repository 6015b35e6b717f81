"""Rules and how they are run: the registry, the shape of findings, their order and identity.

A rule is a pure function `(Tables) -> DataFrame` under the decorator `rule`; `findings` builds what it returns.
"""

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.audit import once
from analysis.audit.inputs import SEPARATOR, SEVERITIES, Tables

RAW_COLUMNS = ["severity", "region_code", "indicator_id", "document_ids", "figure_ids", "printed", "recomputed",
               "deviation", "deviation_unit", "message"]  # fmt: skip
COLUMNS = ["finding_id", "rule", "other_rules", "severity", "document_id", *RAW_COLUMNS[1:], "accepted"]
ID_LENGTH = 10
DEVIATION_PLACES = 4


@dataclass(frozen=True)
class Rule:
    """`severity` is the gravest that the rule gives; a single finding may be milder. `adds_to`: the rule that may doubt
    the same number already; then the finding is told within that rule's. `together`: whether what it finds of one place
    and indicator (城市 and 农村, of one rise) is one fact."""

    code: str
    severity: str
    title: str
    check: Callable[[Tables], pd.DataFrame]
    adds_to: str = ""
    together: bool = False

    @property
    def reason(self) -> str:
        """The docstring's paragraph that begins with 理由."""
        return self._paragraph("理由：")

    @property
    def example(self) -> str:
        """The docstring's paragraph that begins with 算例."""
        return self._paragraph("算例：")

    def _paragraph(self, start: str) -> str:
        paragraphs = ("".join(map(str.strip, part.splitlines())) for part in (self.check.__doc__ or "").split("\n\n"))
        return next((text.removeprefix(start) for text in paragraphs if text.startswith(start)), "")


_registered: dict[str, Rule] = {}


def rule(code: str, severity: str, adds_to: str = "", together: bool = False) -> Callable:
    """Registers a rule. Its docstring is Chinese, because `--explain` and docs/audit.md print it: a first line that
    says what is found, a paragraph 理由：…, a paragraph 算例：…. Raises ValueError for a code given twice."""

    def register(check: Callable[[Tables], pd.DataFrame]) -> Callable[[Tables], pd.DataFrame]:
        if code in _registered and _registered[code].check.__module__ != check.__module__:
            raise ValueError(f"rule {code} is registered twice")
        title = (check.__doc__ or "").strip().splitlines()[0].rstrip("。")
        _registered[code] = Rule(code, severity, title, check, adds_to, together)
        return check

    return register


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, sorted. The modules of `analysis.audit.rules` are the registry."""
    from analysis.audit import rules as package

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_registered.items()))


def nothing() -> pd.DataFrame:
    """No finding."""
    return pd.DataFrame(columns=RAW_COLUMNS)


def findings(
    tables: Tables,
    figures: pd.DataFrame | Iterable[str],
    message: Sequence[str],
    *,
    printed: Sequence[str] | None = None,
    recomputed: Sequence[str] | None = None,
    deviation: Sequence[float] | None = None,
    unit: Sequence[str] | str = "",
    severity: Sequence[str] | str = "",
    region_code: Sequence[str] | None = None,
    indicator_id: Sequence[str] | None = None,
    document_ids: Sequence[str] | str = "",
) -> pd.DataFrame:
    """RAW_COLUMNS, one row a message.

    `figures`: a frame whose cells are positions in `tables.numbers`, the figure that is wrong first; or, with
    `region_code` and `indicator_id`, ready texts of ids. `printed` is by default the first figure's quote. `severity`:
    where it is milder than the rule's own. `document_ids`: the document that is judged, where none of its figures is
    among them; else a finding belongs to the document of its first figure.
    """
    if isinstance(figures, pd.DataFrame):
        numbers = tables.numbers
        first = numbers.loc[figures.iloc[:, 0]]
        ids = joined_ids(tables, figures)
        printed = first["quote"].to_list() if printed is None else printed
        region_code = first["region_code"].to_list() if region_code is None else region_code
        indicator_id = first["indicator_id"].to_list() if indicator_id is None else indicator_id
    else:
        ids = list(figures)
    count = len(ids)
    columns = {
        "severity": severity, "region_code": region_code, "indicator_id": indicator_id,
        "document_ids": document_ids, "figure_ids": ids,
        "printed": printed, "recomputed": recomputed if recomputed is not None else "",
        "deviation": deviation if deviation is not None else float("nan"), "deviation_unit": unit, "message": message,
    }  # fmt: skip
    return pd.DataFrame(
        {name: list(c) if not isinstance(c, str | float) else [c] * count for name, c in columns.items()}
    )


def joined_ids(tables: Tables, figures: pd.DataFrame) -> list[str]:
    """The figures' ids of each row, each once, in the order of the columns; missing positions are passed over."""
    ids = tables.numbers["figure_id"]
    columns = [ids.reindex(figures[name]).to_list() for name in figures.columns]
    return [
        SEPARATOR.join(dict.fromkeys(one for one in row if isinstance(one, str))) for row in zip(*columns, strict=True)
    ]


def run(tables: Tables, codes: Iterable[str] | None = None) -> pd.DataFrame:
    """The findings of the rules named (default: all), COLUMNS, sorted by severity, rule, document, place, figures.

    A fact is one finding (analysis.audit.once). `finding_id` is stable as long as rule, documents and figures are: the
    rule's code and a hash of their ids. A rule named alone gives what it gives among all, also within another rule's.
    """
    wanted = set(rules() if codes is None else codes)
    parts = [
        found.assign(rule=code, severity=found["severity"].where(found["severity"] != "", rules()[code].severity))
        for code in sorted(_with_partners(wanted))
        if len(found := rules()[code].check(tables))
    ]
    if not parts:
        return pd.DataFrame(
            {column: pd.Series(dtype="float" if column == "deviation" else "str") for column in COLUMNS}
        )
    adds_to = {one.code: one.adds_to for one in rules().values()}
    together = {one.code for one in rules().values() if one.together}
    frame = once.merged(tables, pd.concat(parts, ignore_index=True), adds_to, together)
    asked = [
        not wanted.isdisjoint([one, *others.split(SEPARATOR)])
        for one, others in zip(frame["rule"], frame["other_rules"], strict=True)
    ]
    frame = frame[asked].reset_index(drop=True)
    documents = [
        list(dict.fromkeys(filter(None, [judged, *(one.partition("#")[0] for one in ids.split(SEPARATOR))])))
        for judged, ids in zip(frame["document_ids"], frame["figure_ids"], strict=True)
    ]
    frame["document_id"] = [ids[0] for ids in documents]
    frame["document_ids"] = [SEPARATOR.join(ids) for ids in documents]
    identity = frame["document_ids"] + " " + frame["figure_ids"]
    frame["finding_id"] = [finding_id(*row) for row in zip(frame["rule"], identity, strict=True)]
    frame["deviation"] = frame["deviation"].astype(float).round(DEVIATION_PLACES)
    frame["accepted"] = ""
    frame["rank"] = frame["severity"].map(SEVERITIES.index)
    order = ["rank", "rule", "document_ids", "region_code", "indicator_id", "figure_ids"]
    return frame.sort_values(order, ignore_index=True)[COLUMNS]


def _with_partners(codes: set[str]) -> set[str]:
    """The codes and the rules whose findings may be told together with theirs."""
    partners = {one.adds_to for one in rules().values() if one.code in codes and one.adds_to}
    wanted = codes | partners
    return wanted | {one.code for one in rules().values() if one.adds_to in wanted}


def finding_id(code: str, identity: str) -> str:
    return f"{code}-{hashlib.sha1(identity.encode(), usedforsecurity=False).hexdigest()[:ID_LENGTH]}"
