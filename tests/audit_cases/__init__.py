"""Two tiny tables for each rule: one on which it fires exactly once, one that is right and must stay silent.

The numbers of the firing tables are the worked examples of the rules' docstrings, recomputed by hand. A new rule needs
an entry here: one module a family, gathered in CASES.
"""

import importlib
import pkgutil

CASES = {}
for _module in pkgutil.iter_modules(__path__):
    CASES |= getattr(importlib.import_module(f"{__name__}.{_module.name}"), "CASES", {})
