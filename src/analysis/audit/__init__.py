"""The audit: a linter for plans. Pure: tables in, findings out.

A rule is a function in `analysis.audit.rules`; `engine.run` runs them all.
"""
