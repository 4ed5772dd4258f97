"""Large sums told shortly, in the units of a language: 1.9m, 186.2 万."""

from decimal import ROUND_HALF_EVEN, Decimal

UNITS = {
    "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k")),
    "zh-hans": ((10**8, " 亿"), (10**4, " 万")),
    "zh-hant": ((10**8, " 億"), (10**4, " 萬")),
}
"""From the largest."""
LEAST = 10_000
"""Below this, every digit is shown."""
NEARLY = Decimal("0.9995")
"""What rounds up to a unit is told in it: 999,960 is 1m and not 1,000k."""


def brief(number: Decimal | int, language: str) -> str:
    """A sum for a card: one decimal place of the largest unit that fits, every digit of what is small."""
    value = Decimal(number)
    if abs(value) < LEAST:
        return f"{value.quantize(Decimal(1), ROUND_HALF_EVEN):,}"
    units = UNITS.get(language, UNITS["en"])
    size, word = next((unit for unit in units if abs(value) / unit[0] >= NEARLY), units[-1])
    shown = (value / size).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return f"{shown:,}".removesuffix(".0") + word
