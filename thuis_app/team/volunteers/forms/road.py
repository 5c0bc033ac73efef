from collections.abc import Collection
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.team.volunteers.forms.words import STAGES
from thuis_app.team.volunteers.models import Volunteer, VolunteerRequirement
from thuis_app.team.volunteers.rules import MOVES, Requirement, VolunteerStage
from thuis_app.web.fields import (
    ChoiceField,
    DayField,
    NoteField,
    NumberField,
    PastDayField,
    TickField,
)
from thuis_app.web.filters import label
from thuis_app.web.forms import VersionedForm

LONGEST_BREAK = timedelta(days=731)


class MoveForm(VersionedForm):
    """The next step on the road of a volunteer."""

    stage = ChoiceField(
        _l("What is the next step?"),
        required=_l("Choose the next step."),
        kind=VolunteerStage,
    )
    stage_since = PastDayField(_l("Since when?"), _l("Choose the day."))
    paused_until = DayField(
        _l("Until when is the break?"),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_BREAK,
        description=_l("On that day it stands on your list again."),
    )
    because = NoteField(_l("Why, or what you agreed"), limit=1000)

    def offer(self, card: Volunteer, lacks: Collection[Requirement]) -> "MoveForm":
        """The steps that lead on from where somebody is, and what is lacking."""
        self._card, self._lacks = card, lacks
        ahead = MOVES[card.stage]
        self.stage.choices = [(s, words) for s, words in STAGES.items() if s in ahead]
        return self

    def refused(self, stored: Any = None, **now: Any) -> int | None:
        """A why of somebody else is not shown: it stands in the history."""
        stands = label(self._card.stage)
        return super().refused(stored, stage=stands, because=self.because.data, **now)

    def validate_paused_until(self, field: Any) -> None:
        if self.stage.data is VolunteerStage.PAUSED and not field.data:
            raise ValidationError(_("Choose until when the break is."))

    def validate_because(self, field: Any) -> None:
        if self.stage.data is VolunteerStage.ACTIVE and self._lacks and not field.data:
            raise ValidationError(
                _("Write why this can begin although something is lacking.")
            )

    def validate_stage(self, field: Any) -> None:
        if field.data is VolunteerStage.LEFT and self._card.people:
            raise ValidationError(_("Hand over the people they visit first."))


class TalkForm(VersionedForm):
    """That the first talk was had."""

    talked_on = PastDayField(_l("When was the talk?"), _l("Choose the day."))


class RequirementForm(VersionedForm):
    """When something was asked of a volunteer, and when it was seen."""

    requested_on = PastDayField(_l("Asked for on"))
    met_on = PastDayField(_l("Seen on"))
    review_by = DayField(
        _l("Good until and including"),
        description=_l("Leave it empty, and Thuis counts as the foundation chose."),
    )

    def offer(self, row: VolunteerRequirement) -> "RequirementForm":
        """What was kept: a day that was counted then is counted anew."""
        self._before = row.met_on, row.review_by
        return self

    @property
    def answers(self) -> dict[str, Any]:
        told = super().answers
        return told | {"review_by": None} if self._is_counted_anew() else told

    def validate_met_on(self, field: Any) -> None:
        asked = self.requested_on.data
        if field.data and asked and field.data < asked:
            raise ValidationError(_("It was seen after it was asked for."))

    def validate_review_by(self, field: Any) -> None:
        if not field.data or self._is_counted_anew():
            return
        if not self.met_on.data:
            raise ValidationError(_("Say first when it was seen."))
        if field.data <= self.met_on.data:
            raise ValidationError(_("Choose a day after the day it was seen."))

    def _is_counted_anew(self) -> bool:
        met_on, review_by = self._before
        return self.met_on.data != met_on and self.review_by.data == review_by


class SettingForm(VersionedForm):
    """What is asked of every volunteer."""

    is_required = TickField(
        _l("Needed before somebody visits people"),
        description=_l("Without it no match begins, unless a coordinator writes why."),
    )
    valid_months = NumberField(
        _l("How many months does it stay good?"),
        least=1,
        most=240,
        description=_l("Leave it empty when it never runs out."),
    )
