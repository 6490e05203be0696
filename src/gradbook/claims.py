"""What a chapter promises, measured: a value beside its bar, or the notebook stops."""

import html
from dataclasses import dataclass
from math import isnan
from typing import Any, cast

from IPython.display import display

RECORD_KEY = "gradbook_claim"
"""Key of the record in the metadata of a claim's output."""


class ClaimError(AssertionError):
    """A measured value does not reach its bar."""


@dataclass(frozen=True)
class Claim:
    """A measured value and the bar it must reach (exactly one of the three)."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    unit: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        bars = [self.at_least, self.at_most, self.between]
        if sum(bar is not None for bar in bars) != 1:
            raise TypeError("a claim needs exactly one of at_least=, at_most= and between=")

    def holds(self) -> bool:
        """Whether the value reaches the bar; a NaN reaches none."""
        if isnan(self.value):
            return False
        if self.at_least is not None:
            return self.value >= self.at_least
        if self.at_most is not None:
            return self.value <= self.at_most
        low, high = cast(tuple[float, float], self.between)
        return low <= self.value <= high

    def line(self) -> str:
        """Name, value and bar in words."""
        value, bar = self.words()
        return f"{self.name}: {value} ({bar})"

    def words(self) -> tuple[str, str]:
        """The value and its bar, with as many digits as tell them apart."""
        single = self.at_least if self.at_most is None else self.at_most
        bars = self.between or (cast(float, single),)
        digits = 4
        while digits < 17 and any(
            bar != self.value and self.number(bar, digits) == self.number(self.value, digits)
            for bar in bars
        ):
            digits += 1
        shown = [self.number(bar, digits) for bar in bars]
        if self.between is not None:
            words = f"between {shown[0]} and {shown[1]}"
        else:
            words = f"at {'least' if self.at_most is None else 'most'} {shown[0]}"
        return self.number(self.value, digits), words

    def number(self, value: float, digits: int) -> str:
        """A value with its unit; a fraction whose unit is ``%`` is shown in percent."""
        if self.unit == "%":
            return f"{100 * value:.{digits}g} %"
        return f"{value:.{digits}g} {self.unit}".rstrip()

    def record(self) -> dict[str, Any]:
        """What the results page reads: name, value, the bar, unit and source."""
        bars = {"at_least": self.at_least, "at_most": self.at_most, "between": self.between}
        bar = {key: value for key, value in bars.items() if value is not None}
        return {"name": self.name, "value": self.value, **bar} | {
            "unit": self.unit,
            "source": self.source,
        }


def claim(
    name: str,
    value: float,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    between: tuple[float, float] | None = None,
    unit: str = "",
    source: str = "",
) -> None:
    """Show a measured value beside its bar, and stop the notebook where it does not reach it.

    Args:
        name: what was measured, in words; unique in its chapter.
        value: the measured value. With ``unit="%"`` value and bar are fractions, shown in percent.
        at_least: the lowest value that holds.
        at_most: the highest value that holds.
        between: the lowest and the highest value that hold.
        unit: unit of value and bar, for example ``"%"`` or ``"CPU-s"``.
        source: what the bar is taken from.

    Raises:
        ClaimError: the value does not reach the bar (or is NaN).
        TypeError: not exactly one bar was given.
    """
    measured = Claim(name, float(value), at_least, at_most, between, unit, source)
    line = measured.line()
    if not measured.holds():
        raise ClaimError(f"claim does not hold: {line}")
    shown = {
        "text/plain": f"✓ {line}",
        "text/html": f'<p class="gradbook-claim">✓ {html.escape(line)}</p>',
    }
    display(shown, metadata={RECORD_KEY: measured.record()}, raw=True)
