"""What a researcher asks, answered from the processed tables: the verbs of `import analysis` and how answers are shown.

Here tables are read, models compute and charts get their tables; the layers below know nothing of one another.
"""
