"""Hours and costs in words, and as a sheet that others can open."""

import csv
from collections.abc import Iterable
from io import StringIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.team.claims import rules
from thuis_app.team.claims.forms.money import Cents
from thuis_app.team.claims.queries import Year
from thuis_app.team.claims.rules import ClaimState, Over, RateKind, WhatFor

HOUR = 60

WHAT_FOR = {
    WhatFor.VISIT: _l("A visit"),
    WhatFor.RIDE: _l("A ride"),
    WhatFor.TRAINING: _l("A training"),
    WhatFor.MEETING: _l("A meeting"),
    WhatFor.OTHER: _l("Something else"),
}
STATES = {
    ClaimState.CLAIMED: _l("Waits for your coordinator"),
    ClaimState.APPROVED: _l("Approved"),
    ClaimState.REFUSED: _l("Sent back"),
    ClaimState.PAID: _l("Paid"),
}
RATES = {
    RateKind.PER_KILOMETRE: _l("What we pay for a kilometre"),
    RateKind.PER_HOUR: _l("What we pay for an hour"),
    RateKind.HOUR_MAX: _l("The most for an hour"),
    RateKind.MONTH_MAX: _l("The most in a month"),
    RateKind.YEAR_MAX: _l("The most in a year"),
}
OVERS = {
    Over.HOUR: _l("This is more for an hour than may be paid untaxed."),
    Over.MONTH: _l("This goes over the maximum of the month."),
    Over.YEAR: _l("This goes over the maximum of the year."),
}


RULES = {
    "claim.settled": _l("This was approved already. It stays as it is."),
    "claim.over_maximum": _l("This goes over a maximum. Write why it is right."),
    "claim.visit_known": _l("The hours of this visit are written down already."),
    "rate.known": _l("There is an amount from that day already."),
    "rate.year_over": _l("A year that is over stays as it was."),
    "rate.in_use": _l("This amount holds already. Add a new one instead."),
}


def duration(minutes: int) -> str:
    """A time as it is said: '1 hour and 30 minutes'."""
    hours, rest = divmod(minutes, HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours))
    if rest or not hours:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest))
    return str(_(" and ")).join(str(part) for part in parts)


def as_sheet(people: Iterable[Year]) -> str:
    """The year as a file for a spreadsheet: semicolons, as Dutch Excel reads them."""
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Name"), _("Hours"), _("Kilometres"), _("Euros"), _("Months over")]
    )
    for one in people:
        sums = one.sums
        hours = Cents(sums.minutes * 100 // HOUR)
        cells = (one.name, hours, sums.kilometres, Cents(sums.cents), one.months_over)
        writer.writerow([rules.as_text(str(cell)) for cell in cells])
    return "\ufeff" + sheet.getvalue()
