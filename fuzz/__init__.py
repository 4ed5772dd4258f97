"""What reads what others hand in, fed with bytes that nobody wrote: `make fuzz`."""

NAMES = (
    "tables",
    "cards",
    "workbooks",
    "steps",
    "values",
    "words",
    "expressions",
    "filters",
    "marks",
    "recipes",
)
"""The targets; one function of this name for each in `targets`."""
