"""`make bench`: every page against the goals, each as a ratio measured in one run.

    PEOPLE=200000 make bench    measures an example of that size as well
    ONLY=pages make bench       measures one part: see PARTS
    ROUNDS=3 make bench         a quick look: the median of 3 instead of 15
    THUIS_BENCH_POSTGRES=...    a server on which it measures as well: see postgres.py

Prints a line for each figure, then the pages, that which takes longest beside a bare
page first; all is written to build/bench/figures.json too.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bench.beside_django import beside_django
from tests.bench.example import FOLDER, Example, example, sizes
from tests.bench.figures import Figure, write
from tests.bench.many_writers import many_writers
from tests.bench.memory import memory
from tests.bench.package_size import package_size
from tests.bench.page_goals import FEW, page_goals, worst_first
from tests.bench.page_times import PageTimes, Side, page_times, sides
from tests.bench.postgres import many_writers_on_postgres, pages_on_postgres
from tests.bench.ranking import ranking
from tests.bench.report_saved import report_saved
from tests.bench.saving import saving
from tests.bench.statements import statement_figures
from tests.bench.weight import weight
from tests.bench.year_report import year_report

SHOWN = 60


@dataclass
class Run:
    """What is served while it is measured, and what was found so far."""

    sides: list[Side]
    pages: list[PageTimes] = field(default_factory=list)
    on_postgres: list[PageTimes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def few(self) -> Side:
        return self.sides[0]

    @property
    def many(self) -> Side:
        """The example of 50,000 people, or the largest when there is none."""
        return next((side for side in self.sides if side.people >= 50_000), self.few)

    @property
    def examples(self) -> list[Example]:
        return [side.served.example for side in self.sides]

    def as_json(self) -> list[dict[str, Any]]:
        """All pages that were measured, on both databases."""
        sqlite, there = (
            [page.as_json() | {"on": name} for page in pages]
            for name, pages in (
                ("SQLite", self.pages),
                ("PostgreSQL", self.on_postgres),
            )
        )
        return sqlite + there


def _pages(run: Run) -> Iterator[Figure]:
    run.pages = page_times(run.sides, run.faults)
    yield from page_goals(run.pages, [side.people for side in run.sides])


PARTS: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "pages": _pages,
    "saving": lambda run: saving(run.few),
    "weight": lambda run: weight(run.few),
    "beside_django": lambda run: beside_django(run.many, run.pages, run.examples),
    "memory": lambda run: memory(run.many),
    "pages_on_postgres": lambda run: pages_on_postgres(
        [side.people for side in run.sides], run.on_postgres, run.faults
    ),
    "many_writers_on_postgres": lambda run: many_writers_on_postgres(),
    "statements": lambda run: statement_figures(run.sides),
    "year_report": lambda run: (
        figure for example in run.examples for figure in year_report(example)
    ),
    "report_saved": lambda run: report_saved(run.examples[0].app),
    "ranking": lambda run: ranking(),
    "many_writers": lambda run: many_writers(),
    "package_size": lambda run: iter([package_size()]),
}
"""Each part; what is timed comes before what counts statements, which slows down."""


def main() -> None:
    """Measure, print a line a figure and a page, and write them all to a file."""
    only = os.environ.get("ONLY", "").split()
    figures, file = list[Figure](), FOLDER / "figures.json"
    with sides([example(people) for people in sizes()]) as running:
        run = Run(running)
        for name, part in PARTS.items():
            if not only or name in only:
                print(f"Measuring {name}", file=sys.stderr)
                figures += _measured(run, name, part)
                write(file, figures, run.as_json(), run.faults)
    _print_pages(run)
    print(f"\nAll of it: {file}")
    if run.faults:
        sys.exit(f"{len(run.faults)} faults: see above")


def _measured(
    run: Run, name: str, part: Callable[[Run], Iterator[Figure]]
) -> list[Figure]:
    """The figures of one part, printed; a part that fails is a fault of the bench."""
    figures = []
    try:
        for figure in part(run):
            figures.append(figure)
            print(figure, flush=True)
    except Exception as error:
        run.faults.append(f"{name}: {type(error).__name__}: {error}")
    return figures


def _print_pages(run: Run) -> None:
    """The pages worst first, what did not answer, and what was not measured."""
    people = max(FEW, run.many.people)
    for name, pages in (("SQLite", run.pages), ("PostgreSQL", run.on_postgres)):
        if pages:
            print(f"\nAt {people} people on {name}, of {len(pages)} pages the worst:")
            print("\n".join(worst_first(pages, people, SHOWN)))
    for fault in run.faults:
        print(f"ERROR {fault}")
    for (endpoint, reason), roles in sorted(run.many.found.left_out.items()):
        print(f"not measured: {endpoint} ({', '.join(roles) or 'any'}): {reason}")


if __name__ == "__main__":
    main()
