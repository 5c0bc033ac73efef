"""Goals 1 and 2: what every page takes beside a bare one, and how that grows."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.bench.figures import Figure
from tests.bench.page_times import EVERYWHERE, PageTimes

FEW = 1_500
MOST_OF_ALL, MOST_OF_NAMED = 12.0, 6.0
MOST_GROWTH, MOST_GROWTH_OF_SEARCH = 1.5, 2.0
SEARCH = "search.find"
ALL, SOME, VOLUNTEER = (
    EVERYWHERE,
    "coordinator of some villages",
    "volunteer",
)
NAMED = {
    "board": (("today.index", ALL), ("today.index", SOME)),
    "day": (("today.day", VOLUNTEER), ("today.index", VOLUNTEER)),
    "list": (("contacts.index", ALL), ("contacts.index", SOME)),
    "person": (("casefile.show", ALL), ("casefile.show", VOLUNTEER)),
    "report form": (("visit_reports.report_form", VOLUNTEER),),
}
"""The pages that have a goal of their own."""


def page_goals(pages: Sequence[PageTimes], sizes: list[int]) -> Iterator[Figure]:
    """The figures of both goals, from the times of every page."""
    if FEW in sizes:
        here = [page for page in pages if FEW in page.seconds]
        yield _worst_ratio("1", "every page", here, MOST_OF_ALL)
        for name, keys in NAMED.items():
            named = [page for page in here if (page.endpoint, page.role) in keys]
            if named:
                yield _worst_ratio("1", name, named, MOST_OF_NAMED)
    yield from growth_goal(pages, sizes)


def growth_goal(pages: Sequence[PageTimes], sizes: list[int]) -> Iterator[Figure]:
    """The figures of growth alone, from each size to the next."""
    for few, many in pairwise(sizes):
        found = [page for page in pages if page.growth(few, many)]
        searches = [page for page in found if page.endpoint == SEARCH]
        others = [page for page in found if page.endpoint != SEARCH]
        yield _worst_growth("every page", others, few, many, MOST_GROWTH)
        yield _worst_growth("a search", searches, few, many, MOST_GROWTH_OF_SEARCH)


def worst_first(
    pages: Sequence[PageTimes], people: int, most: int | None = None
) -> list[str]:
    """A line a page, that which takes longest beside a bare page first."""
    here = [page for page in pages if people in page.seconds]
    here.sort(key=lambda page: page.ratio(people), reverse=True)
    few = min((n for page in here for n in page.seconds), default=people)
    head = f"{'page':32}{'role':30}{'ms':>9}{'x bare':>8}{'growth':>8}"
    return [head, *(_line(page, people, few) for page in here[:most])]


def _line(page: PageTimes, people: int, few: int) -> str:
    growth = page.growth(few, people) if few != people else None
    grown = f"{growth:.1f} x" if growth else "-"
    milliseconds = page.seconds[people] * 1000
    return (
        f"{page.endpoint:32}{page.role:30}{milliseconds:9.1f}"
        f"{page.ratio(people):8.1f}{grown:>8}"
    )


def _worst_ratio(
    goal: str, name: str, pages: Sequence[PageTimes], most: float
) -> Figure:
    worst = max(pages, key=lambda page: page.ratio(FEW))
    over = sum(page.ratio(FEW) > most for page in pages)
    note = (
        f"{worst.name}, {worst.seconds[FEW] * 1000:.1f} ms beside "
        f"{worst.bare[FEW] * 1000:.1f} ms; {over} of {len(pages)} over"
    )
    what = f"{name} at {FEW}, the worst"
    return Figure(goal, what, worst.ratio(FEW), "x bare", most, note)


def _worst_growth(
    name: str, pages: Sequence[PageTimes], few: int, many: int, most: float
) -> Figure:
    what = f"{name} from {few} to {many} people, the worst"
    if not pages:
        return Figure("2", what, None, "x", most)
    worst = max(pages, key=lambda page: page.growth(few, many) or 0)
    over = sum((page.growth(few, many) or 0) > most for page in pages)
    note = f"{worst.name}; {over} of {len(pages)} over"
    return Figure("2", what, worst.growth(few, many), "x", most, note)
