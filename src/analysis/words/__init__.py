"""Sentences that dashboard, briefings, notebooks and the command line share: each built once, from numbers."""
