"""What a coordinator does with a task on the board."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.organisation.absences.rules import AwayDetails
from thuis_app.overview.today.rules import TodayAuditEvent
from thuis_app.people.tasks.rules import LONGEST_DELAY
from thuis_app.web.fields import DayField, LineField, PickField
from thuis_app.web.filters import day
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    TodayAuditEvent.BOARD_SHOWN: _l("Work board viewed"),
    TodayAuditEvent.DAY_SHOWN: _l("Day of visits viewed"),
}


class GiveForm(Form):
    """Who does a task from now on; no choice is every coordinator of the village."""

    to = PickField(_l("Who does this?"), kind=int)

    def offer(
        self,
        colleagues: Sequence[tuple[int, str]],
        away: Mapping[int, AwayDetails] | None = None,
    ) -> "GiveForm":
        """The colleagues to choose from, and until when they are away."""
        everybody = ("", _("Whoever is in charge of the village"))
        named = [
            (one, _with_absence(name, one, away or {})) for one, name in colleagues
        ]
        self.to.choices = [everybody, *named]
        return self


def _with_absence(name: str, user_id: int, away: Mapping[int, AwayDetails]) -> str:
    found = away.get(user_id)
    if found is None:
        return name
    until = day(found.until)
    return str(_("%(name)s (away until %(day)s)", name=name, day=until))


class GiveAllForm(Form):
    """Who does all tasks of a colleague from now on."""

    to = PickField(_l("Who does all of this?"), {}, _l("Choose a colleague."), kind=int)

    def offer(self, colleagues: Mapping[int, str]) -> "GiveAllForm":
        self.to.choices = [("", _("Choose")), *colleagues.items()]
        return self


class PutOffForm(Form):
    """A later day for a task, with the reason."""

    until = DayField(
        _l("Until which day?"),
        _l("Choose the day on which this comes back."),
        first=lambda: clock.today() + timedelta(days=1),
        last=lambda: clock.today() + LONGEST_DELAY,
    )
    because = LineField(
        _l("Why later?"),
        _l("Write in a few words why this waits."),
        description=_l("For example: away until Monday."),
    )


class FinishForm(Form):
    """A word on how a task went."""

    note = LineField(_l("How did it go?"))
