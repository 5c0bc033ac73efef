"""Forms to plan, move and cancel visits."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from thuis_app.core import clock
from thuis_app.visiting.matches.forms import PURPOSES
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits import rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    VisitAuditEvent,
    VisitCancelledBy,
    VisitState,
)
from thuis_app.web import fields
from thuis_app.web.forms import Form, VersionedForm

CLOSED = _l("There is a report of this visit already, or it did not go on.")

STATES = {
    VisitState.PLANNED: _l("Planned"),
    VisitState.REPORTED: _l("Report written"),
    VisitState.CANCELLED: _l("Did not go on"),
}

CANCELLED_BY = {
    VisitCancelledBy.PERSON: _l("The person"),
    VisitCancelledBy.VOLUNTEER: _l("The volunteer"),
    VisitCancelledBy.FOUNDATION: _l("We did"),
}


AUDIT_EVENTS = {
    VisitAuditEvent.PLANNED: _l("Visit planned"),
    VisitAuditEvent.TAKEN_BACK: _l("Visit of the rhythm taken back"),
    VisitAuditEvent.HANDED_ON: _l("Visit given to another volunteer"),
    VisitAuditEvent.MOVED: _l("Visit moved"),
    VisitAuditEvent.CANCELLED: _l("Visit called off"),
    VisitAuditEvent.TOOK_PLACE: _l("Visit added from a tablet"),
    VisitAuditEvent.OPENED: _l("Visit viewed"),
    VisitAuditEvent.PLAN_OPENED: _l("Page to plan a visit opened"),
    VisitAuditEvent.PAPER_SHOWN: _l("Day of visits on paper opened"),
}


class BothForm(Form):
    """A form about a visit that may be made in one go with another."""

    both = fields.TickField(default=True)

    @property
    def is_for_both(self) -> bool:
        """Whether it holds for both at that house; for one where nobody was asked."""
        return "both" in self and bool(self.both.data)

    def offer_both(self, other: Visit | Match | None, said: str) -> None:
        """Ask about the other at the same house by name; or about nobody."""
        if other is None:
            del self.both
        else:
            self.both.label.text = said % {"name": other.contact.full_name}


class MomentForm(BothForm):
    """The moment and purpose of a visit."""

    on = fields.DayField(
        _l("Day"),
        _l("Choose a day."),
        first=lambda: clock.today() - rules.WRITTEN_AFTERWARDS,
        last=lambda: clock.today() + rules.PLANNED_AT_MOST,
    )
    at = fields.HourField(_l("Time"), _l("Write a time like 14:30."))
    minutes = fields.NumberField(
        _l("How many minutes?"),
        _l("Write how many minutes it takes."),
        least=rules.SHORTEST,
        most=rules.LONGEST,
        default=rules.USUAL,
    )
    purpose = fields.LineField(
        _l("What for?"), description=_l("For instance: together to the café in Winsum.")
    )

    @property
    def moment(self) -> dict[str, Any]:
        """The keyword arguments for the action."""
        assert self.on.data is not None and self.at.data is not None
        return {
            "starts_at": clock.at(self.on.data, self.at.data),
            "minutes": self.minutes.data,
            "purpose": self.purpose.data or "",
        }


class PlanForm(MomentForm):
    """A new visit, and by whom."""

    match_id = fields.ChoiceField(
        _l("Who goes?"), required=_l("Choose who goes."), kind=int
    )

    def offer(
        self, matches: Sequence[Match], same_home: Match | None = None
    ) -> "PlanForm":
        """The volunteers who may go; the only one is chosen already, and what for."""
        self.match_id.choices = [(m.id, m.volunteer.name) for m in matches]
        if len(matches) == 1 and not self.match_id.raw_data:
            self.match_id.data = matches[0].id
            self.purpose.data = self.purpose.data or str(PURPOSES[matches[0].kind])
        said = _("Also visit %(name)s, at the same house")
        self.offer_both(same_home, said)
        return self


class MoveVisitForm(MomentForm):
    """Another moment for a visit."""

    version = HiddenField()

    def offer(self, other: Visit | None) -> "MoveVisitForm":
        """Whether the visit that is made in one go moves along."""
        said = _("Move the visit to %(name)s too")
        self.offer_both(other, said)
        return self


class CancelVisitForm(BothForm, VersionedForm):
    """Who called a visit off, and why."""

    cancelled_by = fields.ChoiceField(
        _l("Who called it off?"), CANCELLED_BY, _l("Choose who."), kind=VisitCancelledBy
    )
    because = fields.LineField(_l("Why?"), _l("Write in a few words why."))

    def offer(self, other: Visit | None) -> "CancelVisitForm":
        """Whether the visit that is made in one go is off as well."""
        said = _("The visit to %(name)s does not go on either")
        self.offer_both(other, said)
        return self
