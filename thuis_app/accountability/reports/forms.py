"""The totals of the board in words, on the page and as a spreadsheet."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.accountability.reports.queries import (
    MedianWait,
    ReportFigures,
    YearComparison,
)
from thuis_app.accountability.reports.rules import Wait
from thuis_app.team.claims.forms import spreadsheet
from thuis_app.web.filters import day

WAITS = {
    Wait.FIRST_CONTACT: _l("Days from a signal to the first contact"),
    Wait.MATCH: _l("Days from a yes to a match"),
    Wait.RESPITE: _l("Days from a request to the first respite"),
}

WAITED = {
    Wait.FIRST_CONTACT: _l(
        "From the first signal until we spoke with somebody for the first time."
    ),
    Wait.MATCH: _l("From the yes to a visit until the first match began."),
    Wait.RESPITE: _l("From the request until the first half-day in a Thuis kamer."),
}


class Total(NamedTuple):
    """A row of the table: what is counted, how much, and what counts."""

    name: str
    total: YearComparison
    counts: str


def totals(figures: ReportFigures) -> list[Total]:
    """The rows of the table, in their order."""
    return [
        Total(
            _("People reached"),
            figures.people,
            _(
                "Different people with whom we spoke at a try, whom we visited, who "
                "began somewhere by a referral, or who came for respite."
            ),
        ),
        Total(
            _("Tries"),
            figures.attempts,
            _("At a door, by telephone, by card: also when nobody answered."),
        ),
        Total(_("Home visits"), figures.visits, _("Reported, and made.")),
        Total(
            _("Referrals landed"),
            figures.landed,
            _("Both sides said that it fits."),
        ),
        Total(
            _("Respite, half-days"),
            figures.half_days,
            _("Half-days in a Thuis kamer on which somebody came."),
        ),
        Total(
            _("Volunteers"),
            figures.volunteers,
            _("Who was a volunteer in this time, for however long."),
        ),
        Total(
            _("Hours of volunteers"),
            figures.hours,
            _("What they wrote down, and was approved."),
        ),
    ]


def so_far(figures: ReportFigures) -> str:
    """Last year up to the same day, in words."""
    then = figures.periods[1]
    last = day(then.last, "d MMMM")
    return str(_("%(year)s until %(day)s", year=then.first.year, day=last))


def as_sheet(figures: ReportFigures) -> str:
    """The table as a file for a spreadsheet."""
    this, then, _whole = figures.periods
    whole = _("All of %(year)s", year=then.first.year)
    heads = _("What"), this.first.year, so_far(figures), whole, _("What counts")
    rows = [
        (one.name, one.total.now, one.total.then, one.total.whole, one.counts)
        for one in totals(figures)
    ]
    return spreadsheet(heads, [*rows, *map(_wait_row, figures.waits)])


def _wait_row(one: MedianWait) -> tuple[Any, ...]:
    """How long was waited, as a row of the spreadsheet."""
    name = _("%(what)s (half of them within)", what=WAITS[one.wait])
    named = f"{name}: {one.group}" if one.group else name
    few = _("fewer than 5")
    cells = (few if cell is None else cell for cell in (one.now, one.then, one.whole))
    return named, *cells, WAITED[one.wait]
