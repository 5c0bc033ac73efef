"""`make bench`: every page against the goals, each as a ratio measured in one run.

    PEOPLE=200000 make bench    measures an example of that size as well
    ONLY=pages make bench       measures one part: see PARTS
    ROUNDS=3 make bench         a quick look: the median of 3 instead of 15

Prints a line for each figure, then the pages, that which takes longest beside a bare
page first; all is written to build/bench/figures.json too.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.bench.beside_django import beside_django
from tests.bench.example import FOLDER, Example, example, sizes
from tests.bench.figures import Figure, write
from tests.bench.many_writers import many_writers
from tests.bench.package_size import package_size
from tests.bench.page_goals import FEW, page_goals, worst_first
from tests.bench.page_times import PageTimes, Side, page_times, sides
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


def _pages(run: Run) -> Iterator[Figure]:
    run.pages = page_times(run.sides, run.faults)
    yield from page_goals(run.pages, [side.people for side in run.sides])


PARTS: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "pages": _pages,
    "saving": lambda run: saving(run.few),
    "weight": lambda run: weight(run.few),
    "beside_django": lambda run: beside_django(run.many, run.pages),
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
                pages = [page.as_json() for page in run.pages]
                write(file, figures, pages, run.faults)
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
    if run.pages:
        people = max(FEW, run.many.people)
        print(f"\nAt {people} people, of {len(run.pages)} pages the worst:")
        print("\n".join(worst_first(run.pages, people, SHOWN)))
    for fault in run.faults:
        print(f"ERROR {fault}")
    for (endpoint, reason), roles in sorted(run.many.found.left_out.items()):
        print(f"not measured: {endpoint} ({', '.join(roles) or 'any'}): {reason}")


if __name__ == "__main__":
    main()
