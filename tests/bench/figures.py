"""What the bench found: a figure, the most it may be, and the line that says so."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One figure of a goal of the design.

    `most` is None where the goal sets none, and `value` where it was not measured.
    """

    goal: str
    name: str
    value: float | None
    unit: str = "x"
    most: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal was reached, as far as that can be said."""
        if self.value is None:
            return "not measured"
        if self.most is None:
            return ""
        return "kept" if self.value <= self.most else "MISSED"

    def __str__(self) -> str:
        value = "-" if self.value is None else f"{self.value:.4g} {self.unit}"
        most = "" if self.most is None else f" (at most {self.most:g} {self.unit})"
        note = f" [{self.note}]" if self.note else ""
        return f"goal {self.goal} {self.name}: {value}{most}{note} {self.verdict}"


def write(
    file: Path, figures: Iterable[Figure], pages: Iterable[object], faults: list[str]
) -> None:
    """Write all that was found to a file of JSON."""
    found = {
        "figures": [{**asdict(one), "verdict": one.verdict} for one in figures],
        "pages": list(pages),
        "faults": faults,
    }
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
