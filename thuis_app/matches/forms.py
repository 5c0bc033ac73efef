from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import StopValidation

from thuis_app.core import clock
from thuis_app.matches import rules
from thuis_app.matches.models import Match
from thuis_app.matches.rules import (
    START_AHEAD,
    START_BACK,
    Candidate,
    EndReason,
    MatchKind,
    MatchState,
    Reason,
    Rhythm,
)
from thuis_app.web.fields import ChoiceField, DayField, LineField, NoteField
from thuis_app.web.filters import labels
from thuis_app.web.forms import Form, VersionedForm

KINDS = labels(
    {
        MatchKind.HOME_VISIT: _l("Home visit"),
        MatchKind.BUDDY: _l("Oudermaatje"),
    }
)

STATES = labels(
    {
        MatchState.INTRODUCED: _l("Introduced"),
        MatchState.ACTIVE: _l("Visits"),
        MatchState.PAUSED: _l("Pauses"),
        MatchState.CLOSING: _l("Rounding off"),
        MatchState.ENDED: _l("Ended"),
    }
)

RHYTHMS = labels(
    {
        Rhythm.WEEKLY: _l("Every week"),
        Rhythm.FORTNIGHTLY: _l("Every two weeks"),
        Rhythm.MONTHLY: _l("Every month"),
    }
)

END_REASONS = labels(
    {
        EndReason.GOAL_REACHED: _l("It is good as it is now"),
        EndReason.VOLUNTEER_STOPS: _l("The volunteer stops"),
        EndReason.NO_FIT: _l("It did not click"),
        EndReason.PERSON_STOPS: _l("The participant wants to stop"),
        EndReason.MOVED: _l("Moved away"),
        EndReason.DECEASED: _l("Passed away"),
    }
)

REASONS = {
    Reason.SAME_VILLAGE: _l("visits in this village"),
    Reason.OTHER_VILLAGE: _l("from another village"),
    Reason.VISITED_BEFORE: _l("visited here before"),
    Reason.VISITS_NOW: _l("visits here already"),
    Reason.DRIVES: _l("drives"),
    Reason.NO_ROOM: _l("has enough people"),
    Reason.NO_FIT: _l("it did not click before"),
}


def told(candidate: Candidate) -> str:
    """Why this volunteer, or why not, in one line."""
    said = [str(REASONS[reason]) for reason in candidate.reasons]
    number = candidate.people
    people = ngettext("visits %(num)s person", "visits %(num)s people", number)
    line = ", ".join([*said, people if number else _("visits nobody yet")])
    return f"{line[:1].upper()}{line[1:]}."


class SearchForm(Form):
    """Looking for a volunteer by name."""

    search = LineField(_l("Search by name"))

    class Meta(Form.Meta):
        csrf = False


class MatchForm(Form):
    """Who will visit, how often, and from when."""

    volunteer = ChoiceField(
        _l("Who will visit?"), required=_l("Choose a volunteer."), kind=int
    )
    kind = ChoiceField(
        _l("What is it?"),
        KINDS,
        _l("Choose what it is."),
        kind=MatchKind,
        default=MatchKind.HOME_VISIT,
    )
    rhythm = ChoiceField(
        _l("How often?"),
        RHYTHMS,
        _l("Choose how often."),
        kind=Rhythm,
        default=Rhythm.FORTNIGHTLY,
    )
    started_on = DayField(
        _l("From which day?"),
        _l("Choose the first day."),
        first=lambda: clock.today() - START_BACK,
        last=lambda: clock.today() + START_AHEAD,
        default=clock.today,
        description=_l("From this day the volunteer sees the address and telephone."),
    )
    note = NoteField(_l("What did you agree?"), limit=1000)

    def offer(self, candidates: list[Candidate]) -> "MatchForm":
        """The volunteers to choose from, each with what speaks for and against."""
        self.volunteer.choices = [(one.user_id, one.name) for one in candidates]
        self.hints = {str(one.user_id): told(one) for one in candidates}
        return self

    @property
    def chosen(self) -> int | None:
        """The volunteer that was chosen, also when not among those first shown."""
        text = (self.volunteer.raw_data or [""])[0]
        short = text.isascii() and text.isdigit() and len(text) < 10
        return int(text) if short else None


class ChangeForm(VersionedForm):
    """How a match goes on, or why it ends."""

    state = ChoiceField(
        _l("How does it stand?"), required=_l("Choose how it stands."), kind=MatchState
    )
    ended_because = ChoiceField(_l("Why does it end?"), END_REASONS, kind=EndReason)
    rhythm = ChoiceField(
        _l("How often?"), RHYTHMS, _l("Choose how often."), kind=Rhythm
    )
    note = NoteField(_l("What did you agree?"), limit=1000)

    def offer(self, match: Match) -> "ChangeForm":
        """The states this match can have next, and the one it has.

        Whoever answers an older page chose from other states: first they hear that
        somebody was before them.
        """
        is_old = self.is_submitted() and self.version.data != str(match.version)
        states = tuple(MatchState) if is_old else rules.choices(match.state)
        self.state.choices = [(state, STATES[state]) for state in states]
        return self

    def validate_ended_because(self, field: Any) -> None:
        if self.state.data is MatchState.ENDED and field.data is None:
            raise StopValidation(_("Choose why it ends."))
