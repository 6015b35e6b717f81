"""Running one rule on tiny plans."""

import pandas as pd
from audit_tables import audited

from analysis.audit import engine

SEPARATOR = engine.SEPARATOR


def run(rows: list[dict], code: str, **plans) -> pd.DataFrame:
    return engine.run(audited(rows, **plans), [code])


def only(rows: list[dict], code: str, **plans):
    found = run(rows, code, **plans)
    assert len(found) == 1, found["message"].tolist()
    return found.iloc[0]
