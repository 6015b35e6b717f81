"""Findings that a person has looked at and explained: marked, kept, and no longer a reason to fail."""

import pandas as pd

from analysis.audit.engine import SEPARATOR


def accept(findings: pd.DataFrame, accepted: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """`findings` with the reason in `accepted`, and how many findings each row of `accepted` matches.

    `accepted`: `rule`, `figures` (tuple of figure ids), `reason`. A row matches the findings of its rule whose first
    figure is its first and that hold all its figures; only a row that matches exactly one is applied.
    """
    of_finding = [ids.split(SEPARATOR) for ids in findings["figure_ids"]]
    by_start: dict[tuple[str, str], list[int]] = {}
    for at, (code, ids) in enumerate(zip(findings["rule"], of_finding, strict=True)):
        by_start.setdefault((code, ids[0]), []).append(at)
    reasons, matches = findings["accepted"].to_list(), []
    for row in accepted.itertuples():
        found = [at for at in by_start.get((row.rule, row.figures[0]), []) if set(row.figures) <= set(of_finding[at])]
        matches.append(len(found))
        if len(found) == 1:
            reasons[found[0]] = row.reason
    return findings.assign(accepted=pd.Series(reasons, index=findings.index, dtype="str")), pd.Series(
        matches, dtype="int64"
    )
