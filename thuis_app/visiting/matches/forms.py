"""The words of matches, and how a match goes on."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.visiting.matches import rules
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    RHYTHMS as ALLOWED,
)
from thuis_app.visiting.matches.rules import (
    EndReason,
    MatchAuditEvent,
    MatchKind,
    MatchState,
    Rhythm,
)
from thuis_app.web.fields import ChoiceField, NoteField

KINDS = {
    MatchKind.HOME_VISIT: _l("Home visit"),
    MatchKind.BUDDY: _l("Oudermaatje"),
}

# The default purpose of a visit.
PURPOSES = {
    MatchKind.HOME_VISIT: "",
    MatchKind.BUDDY: _l("Going out together"),
}

STATES = {
    MatchState.INTRODUCED: _l("Getting acquainted"),
    MatchState.ACTIVE: _l("Comes to visit"),
    MatchState.PAUSED: _l("Pauses"),
    MatchState.CLOSING: _l("Rounding off"),
    MatchState.ENDED: _l("Ended"),
}

RHYTHMS = {
    Rhythm.WEEKLY: _l("Every week"),
    Rhythm.FORTNIGHTLY: _l("Every two weeks"),
    Rhythm.MONTHLY: _l("Every month"),
}

END_REASONS = {
    EndReason.GOAL_REACHED: _l("It is good as it is now"),
    EndReason.VOLUNTEER_STOPS: _l("The volunteer stops"),
    EndReason.NO_FIT: _l("It did not click"),
    EndReason.PERSON_STOPS: _l("The participant wants to stop"),
    EndReason.MOVED: _l("Moved away"),
    EndReason.DECEASED: _l("Passed away"),
}


AUDIT_EVENTS = {
    MatchAuditEvent.INTRODUCED: _l("Volunteer matched with a person"),
    MatchAuditEvent.CHANGED: _l("Match changed"),
    MatchAuditEvent.ENDED: _l("Match ended"),
    MatchAuditEvent.HANDED_OVER: _l("Match handed over"),
    MatchAuditEvent.KEPT: _l("Noted until when the volunteer still comes"),
    MatchAuditEvent.OPENED: _l("Match viewed"),
    MatchAuditEvent.LISTED: _l("People of a volunteer viewed"),
}


class ChangeForm(EndingForm):
    """The next state of a match, or the reason of its end."""

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
        """Set the choices: the present state and the next possible ones.

        A form of an older page, which offered other states, is refused as stale.
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

    def stops(self, match: Match) -> bool:
        """Whether the volunteer comes no more with this, or not for the time being."""
        to = self.state.data
        return to is not match.state and to in (MatchState.PAUSED, MatchState.ENDED)

    def validate_ended_because(self, field: Any) -> None:
        if self.state.data is MatchState.ENDED and field.data is None:
            raise StopValidation(_("Choose why it ends."))

    def validate_override(self, field: Any) -> None:
        goes_on = self.begins_again and self.state.data is MatchState.ACTIVE
        if goes_on and not field.data:
            raise StopValidation(_("Write why it is good to begin all the same."))
