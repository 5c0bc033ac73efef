from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach.forms.words import CHANNELS, DAY_PARTS, OUTCOMES
from thuis_app.reaching.outreach.rules import LONGEST_REST, Channel, Outcome
from thuis_app.web.fields import (
    ChoiceField,
    DayField,
    LineField,
    NoteField,
    PastDayField,
    PickField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

OLDEST_ATTEMPT = timedelta(days=731)
NOBODY_YET = 0


def _a_year_ahead() -> date:
    return clock.today() + LONGEST_REST


class AttemptForm(VersionedForm):
    """What was tried. Everything but the outcome is filled in already."""

    outcome = ChoiceField(
        _l("How did it go?"), OUTCOMES, _l("Choose how it went."), kind=Outcome
    )
    channel = ChoiceField(
        _l("How did you try?"), CHANNELS, _l("Choose how you tried."), kind=Channel
    )
    day_part = ChoiceField(
        _l("Which part of the day?"),
        DAY_PARTS,
        _l("Choose the part of the day."),
        kind=DayPart,
    )
    made_on = PastDayField(
        _l("Which day?"),
        _l("Choose the day."),
        default=clock.today,
        first=lambda: clock.today() - OLDEST_ATTEMPT,
    )
    made_by = PickField(_l("Who went?"), required=_l("Choose who went."), kind=int)
    left_behind = LineField(
        _l("What did you leave behind?"),
        description=_l("A card, flowers, a newspaper."),
    )
    note = NoteField(
        _l("What is good to know next time?"),
        description=_l("They may always read this. Write what you could tell them."),
    )
    again_on = DayField(
        _l("When may we come back?"),
        first=clock.today,
        last=_a_year_ahead,
        description=_l("Only if you agreed on a day."),
    )
    takes_part = TickField(
        _l("Takes part from now on"),
        description=_l("We look for a volunteer, and trying stops here."),
    )
    confirmed = TickField(
        _l("Yes, this is what was said"),
        description=_l("After this nobody approaches this person any more."),
    )

    def offer(self, faces: Sequence[tuple[int, str]]) -> "AttemptForm":
        """The people who may have gone; nobody to choose when it was oneself."""
        self.made_by.choices = list(faces)
        if not faces:
            del self.made_by
        return self

    def validate_confirmed(self, field: Any) -> None:
        if self.outcome.data is Outcome.REFUSED and not field.data:
            raise ValidationError(
                _("After this nobody approaches this person. Is that what was said?")
            )

    @property
    def answers(self) -> dict[str, Any]:
        given = super().answers
        del given["confirmed"]
        return dict(given)


class RestForm(VersionedForm):
    until = DayField(
        _l("Until which day?"),
        _l("Choose the day on which we try again."),
        first=lambda: clock.today() + timedelta(days=1),
        last=_a_year_ahead,
    )
    because = LineField(
        _l("Why do we wait?"),
        _l("Write in a few words why we wait."),
        description=_l("For example: said to call after the harvest feast."),
    )


class AssignForm(VersionedForm):
    assigned_to = PickField(
        _l("Who goes from now on?"), required=_l("Choose who goes."), kind=int
    )

    def offer(self, faces: Sequence[tuple[int, str]]) -> "AssignForm":
        self.assigned_to.choices = list(faces)
        return self


class StopForm(VersionedForm):
    because = LineField(
        _l("Why do we stop?"), _l("Write in a few words why we stop trying.")
    )


class FilterForm(Form):
    """Which part of the worklist: a village, and whom one volunteer goes to."""

    area = PickField(_l("Village"), kind=int)
    by = PickField(_l("Who goes"), kind=int)

    def offer(
        self, areas: Sequence[tuple[int, str]], goers: Sequence[tuple[int, str]]
    ) -> "FilterForm":
        self.area.choices = [("", _("All villages")), *areas]
        nobody = (NOBODY_YET, _("Nobody chosen yet"))
        self.by.choices = [("", _("Everybody")), nobody, *goers]
        return self
