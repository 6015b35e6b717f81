"""Two tiny tables for each rule: one on which it fires exactly once, one that is right and must stay silent.

The numbers of the firing tables are the worked examples of the rules' docstrings, recomputed by hand. A new rule needs
an entry in one of the modules `audit_cases_<family>`, which are gathered here.
"""

import importlib
from pathlib import Path

CASES = {}
for _path in sorted(Path(__file__).parent.glob("audit_cases_*.py")):
    CASES |= importlib.import_module(_path.stem).CASES
