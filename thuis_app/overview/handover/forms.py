"""Forms to hand over or end the matches of a volunteer who leaves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from thuis_app.core import clock
from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.visiting.matches.forms import END_REASONS
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    START_AHEAD,
    EndReason,
    MatchState,
)
from thuis_app.visiting.matching.rules import MatchProposal
from thuis_app.web.fields import ChoiceField, DayField

KEEP, END = "keep", "end"


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


class HandoverForm(EndingForm):
    """The new volunteer for a person, or until when the old one comes, or an end."""

    choice = ChoiceField(_l("Who goes on?"), required=_l("Choose what happens."))
    started_on = DayField(
        _l("From which day?"),
        first=clock.today,
        last=lambda: clock.today() + START_AHEAD,
        default=clock.today,
        description=_l("From this day the volunteer sees the address and telephone."),
    )
    until = DayField(
        _l("Until when?"), first=tomorrow, last=lambda: clock.today() + START_AHEAD * 4
    )
    ended_because = ChoiceField(_l("Why does it end?"), END_REASONS, kind=EndReason)

    def offer(self, match: Match, proposals: Sequence[MatchProposal]) -> "HandoverForm":
        """The volunteers to choose from, to go on for a while, or to end."""
        self.proposals = {str(p.one.user_id): p for p in proposals}
        called = match.volunteer.called
        self.choice.choices = [
            *((answer, p.one.name) for answer, p in self.proposals.items()),
            (KEEP, _("%(name)s keeps coming for a while", name=called)),
            (END, _("It ends here")),
        ]
        return self

    def now(self, match: Match) -> dict[str, Any]:
        """The stored values: only until when the volunteer still comes."""
        known = {"choice": self.choice.data, "started_on": self.started_on.data}
        return known | {"until": match.kept_until}

    def end(self, match: Match) -> dict[str, Any]:
        """The end of a match as `actions.change` takes it."""
        kept = {"rhythm": match.rhythm, "note": match.note}
        because = self.ended_because.data
        return kept | {"state": MatchState.ENDED, "ended_because": because}

    def validate_started_on(self, field: Any) -> None:
        goes_on = self.choice.data in self.proposals
        self._require(field, goes_on, _("Choose the first day."))

    def validate_until(self, field: Any) -> None:
        self._require(field, self.choice.data == KEEP, _("Choose until when."))

    def validate_ended_because(self, field: Any) -> None:
        self._require(field, self.choice.data == END, _("Choose why it ends."))

    def _require(self, field: Any, applies: bool, message: str) -> None:
        if applies and field.data is None and not field.errors:
            raise StopValidation(message)
