"""The table that every bench prints."""

from dataclasses import dataclass

WIDTH = 40  # of the first column


@dataclass(frozen=True)
class Line:
    """One row; without a goal it only tells."""

    measure: str
    ours: float
    other: float
    goal: float | None = None
    at_least: bool = False  # the ratio is a gain, not a cost

    @property
    def ratio(self) -> float:
        """How many times the other."""
        return self.other / self.ours if self.at_least else self.ours / self.other

    def __str__(self) -> str:
        cells = [f"{self.measure:{WIDTH}}", f"{self.ours:9.0f}", f"{self.other:13.0f}"]
        return " | ".join([*cells, f"{self.ratio:5.2f}", *self._judged()])

    def _judged(self) -> tuple[str, str]:
        if self.goal is None:
            return "-", "-"
        holds = self.ratio >= self.goal if self.at_least else self.ratio <= self.goal
        return f"{'>=' if self.at_least else '<='} {self.goal}", "yes" if holds else "NO"


def head(measure: str) -> str:
    """Return the first line of the table."""
    return f"{measure:{WIDTH}} |      ours | floor or peer | ratio | goal | holds"
