"""Groups of the quantities that the codelist of indicators knows (`codelists/terms.toml`), by how they behave."""

PER_PERSON = ("standard", "average")  # what one person is paid: decreed, or an average of what was paid
EXTENSIVE = ("count", "amount", "area")  # those of the parts add up to that of the whole
INTENSIVE = ("standard", "average", "rate", "ratio", "density", "norm")  # they do not: they can be compared
