"""The rules, one module a family; the letter of a code is the family.

A1  arithmetic: growth          A2  arithmetic: shares, sums, products
B1  one fact stated twice       C1  units and magnitude
D1  impossible values           E1  targets and their baselines
E2  targets that imply one another
F1  alignment between levels    G1  standing rules
"""
