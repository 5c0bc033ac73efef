"""How a match goes on, and how the people of somebody who leaves are handed over."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from thuis_app.core import clock
from thuis_app.visiting.matches import rules
from thuis_app.visiting.matches.forms.words import END_REASONS, RHYTHMS, STATES
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    RHYTHMS as ALLOWED,
)
from thuis_app.visiting.matches.rules import (
    START_AHEAD,
    EndReason,
    MatchState,
    Proposal,
    Rhythm,
)
from thuis_app.web.fields import ChoiceField, DayField, NoteField
from thuis_app.web.forms import VersionedForm

KEEP, END = "keep", "end"


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


class ChangeForm(VersionedForm):
    """How a match goes on, or why it ends."""

    state = ChoiceField(
        _l("How does it stand?"), required=_l("Choose how it stands."), kind=MatchState
    )
    ended_because = ChoiceField(_l("Why does it end?"), END_REASONS, kind=EndReason)
    override = NoteField(
        _l("Why all the same?"),
        limit=500,
        description=_l("Only where something required is lacking. It stays readable."),
    )
    rhythm = ChoiceField(
        _l("How often?"), required=_l("Choose how often."), kind=Rhythm
    )
    note = NoteField(_l("What did you agree?"), limit=1000)

    def offer(self, match: Match, lacking: Sequence[Any] = ()) -> "ChangeForm":
        """The states this match can have next, and the one it has.

        Whoever answers an older page chose from other states: first they hear that
        somebody was before them.
        """
        is_old = self.is_submitted() and self.version.data != str(match.version)
        states = tuple(MatchState) if is_old else rules.choices(match.state)
        self.state.choices = [(state, STATES[state]) for state in states]
        allowed = {*ALLOWED[match.kind], match.rhythm}
        self.rhythm.choices = [
            (r, words) for r, words in RHYTHMS.items() if r in allowed
        ]
        self.begins_again = match.state is MatchState.PAUSED and bool(lacking)
        return self

    def validate_ended_because(self, field: Any) -> None:
        if self.state.data is MatchState.ENDED and field.data is None:
            raise StopValidation(_("Choose why it ends."))

    def validate_override(self, field: Any) -> None:
        goes_on = self.begins_again and self.state.data is MatchState.ACTIVE
        if goes_on and not field.data:
            raise StopValidation(_("Write why it is good to begin all the same."))


class HandoverForm(VersionedForm):
    """Who goes on with somebody whose volunteer leaves; or until when, or why not."""

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

    def offer(self, match: Match, proposals: Sequence[Proposal]) -> "HandoverForm":
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
        """What is stored of this: only until when a volunteer still comes."""
        known = {"choice": self.choice.data, "started_on": self.started_on.data}
        return known | {"until": match.kept_until}

    def end(self, match: Match) -> dict[str, Any]:
        """The end of a match as `actions.change` takes it."""
        kept = {"rhythm": match.rhythm, "note": match.note}
        because = self.ended_because.data
        return kept | {"state": MatchState.ENDED, "ended_because": because}

    def validate_started_on(self, field: Any) -> None:
        goes_on = self.choice.data in self.proposals
        self._ask(field, goes_on, _("Choose the first day."))

    def validate_until(self, field: Any) -> None:
        self._ask(field, self.choice.data == KEEP, _("Choose until when."))

    def validate_ended_because(self, field: Any) -> None:
        self._ask(field, self.choice.data == END, _("Choose why it ends."))

    def _ask(self, field: Any, applies: bool, message: str) -> None:
        if applies and field.data is None and not field.errors:
            raise StopValidation(message)
