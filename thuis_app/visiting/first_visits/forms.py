"""Forms about first visits."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.organisation.accounts.models import User, choices_of
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.first_visits.rules import (
    LATEST_CALL,
    FirstVisitAuditEvent,
    WantsVisitor,
)
from thuis_app.visiting.visits.forms import MomentForm
from thuis_app.web.fields import ChoiceField, DayField, LineField, PastDayField
from thuis_app.web.filters import label
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    FirstVisitAuditEvent.PLAN_OPENED: _l("Page to plan a first visit opened"),
    FirstVisitAuditEvent.ANSWER_OPENED: _l("Page about a first visit opened"),
    FirstVisitAuditEvent.ANSWERED: _l("After a first visit: what was said recorded"),
}

WANTS = {
    WantsVisitor.YES: _l("Yes, look for a volunteer"),
    WantsVisitor.NO: _l("No, not now"),
}


class FirstVisitForm(MomentForm):
    """A first visit to a person who has no visitor yet, and by whom."""

    volunteer_id = ChoiceField(
        _l("Who goes?"), required=_l("Choose who goes."), kind=int
    )

    def offer(self, users: Sequence[User]) -> "FirstVisitForm":
        """Set who may go: oneself first, then the volunteers. Returns the form."""
        del self.both
        self.found = {user.id: user for user in users}
        self.volunteer_id.choices = choices_of(users)
        return self

    def unready(self, lacking: Sequence[Requirement]) -> int | None:
        """422 when the chosen one lacks something on that day, or None."""
        if not lacking:
            return None
        papers = ", ".join(str(label(one)) for one in lacking)
        said = _(
            "On that day is lacking: %(papers)s. Choose another day, or who else goes.",
            papers=papers,
        )
        self.volunteer_id.errors = [said]
        return 422

    @property
    def user(self) -> User:
        """Who was chosen to go."""
        return self.found[self.volunteer_id.data]


class AnswerForm(Form):
    """Whether the person would like a visitor."""

    wants = ChoiceField(
        _l("Would this person like a visitor?"),
        WANTS,
        _l("Choose what was said."),
        WantsVisitor,
    )
    on = PastDayField(_l("On which day"), _l("Choose the day."))
    asked_by = LineField(_l("Who asked"), limit=80)
    call_again_on = DayField(
        _l("If no: when do we call again?"),
        description=_l("So that this person is not forgotten."),
        first=clock.today,
        last=lambda: clock.today() + LATEST_CALL,
    )

    def validate_call_again_on(self, field: Any) -> None:
        if self.wants.data is WantsVisitor.NO and not field.data and not field.typed:
            raise ValidationError(_("Choose the day on which we call again."))
