"""Forms to plan, move and cancel visits."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.organisation.accounts.models import User, choices_of
from thuis_app.people.contacts.forms import formal
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches.forms import PURPOSES
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits import rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.queries import Substitute
from thuis_app.visiting.visits.rules import (
    Change,
    DaysOff,
    Engagement,
    Informed,
    Objection,
    Slot,
    VisitAuditEvent,
    VisitCancelledBy,
    VisitState,
)
from thuis_app.web import fields
from thuis_app.web.filters import day, hour
from thuis_app.web.forms import Form, VersionedForm

CLOSED = _l("There is a report of this visit already, or it did not go on.")

STATES = {
    VisitState.PLANNED: _l("Planned"),
    VisitState.REPORTED: _l("Report written"),
    VisitState.CANCELLED: _l("Did not go on"),
}

TWICE = _l("These two already meet then. Change that visit, or choose another time.")
NO_SUCH_HOUR = _l("The clock skips this hour that night. Choose another time.")

INFORMED = {
    Informed.KNOWS: _l("Yes, we spoke"),
    Informed.CALLS: _l("No, I call myself"),
    Informed.ASKED: _l("No, the office calls"),
}

CHANGES = {
    Change.MOVED: _l("The visit was moved"),
    Change.CANCELLED: _l("The visit is off"),
    Change.SUBSTITUTED: _l("Somebody else goes"),
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
    VisitAuditEvent.SUBSTITUTED: _l("Somebody else goes to a visit"),
    VisitAuditEvent.MOVED_BACK: _l("Visit moved back"),
    VisitAuditEvent.GOES_ON: _l("Calling a visit off undone"),
    VisitAuditEvent.IN_DAYS_OFF_SHOWN: _l("Visits in days off viewed"),
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


class InformedForm(BothForm):
    """A change of a visit, and whether the person knows of it."""

    informed = fields.ChoiceField(
        _l("Does the person know?"),
        INFORMED,
        _l("Choose whether they know."),
        kind=Informed,
    )

    def offer_informed(self, actor: Actor, contact: Contact) -> None:
        """Ask by name whether they know; who has it called says so."""
        label = _("Does %(name)s know?", name=formal(contact))
        self.informed.label.text = label
        if actor.coordinates(contact.area_id):
            words = {
                Informed.KNOWS: INFORMED[Informed.KNOWS],
                Informed.ASKED: _("No, put it on the list"),
            }
            self.informed.choices = list(words.items())


class AnywayForm(Form):
    """A moment that is asked about once more where something else stands there."""

    anyway = fields.TickField(_l("Plan it like this all the same"))
    is_asked = False

    def objected(
        self, field: Any, found: Sequence[tuple[Objection, Any]]
    ) -> int | None:
        """Refuse what stands in the way, once; the same visit twice always."""
        said = [objection for objection, _what in found]
        self.is_asked = bool(said) and Objection.TWICE not in said
        if not said or (self.is_asked and self.anyway.data):
            return None
        words = dict.fromkeys(objection_words(*one) for one in found)
        field.errors = [*field.errors, " ".join(words)]
        return 422


def objection_words(objection: Objection, what: Engagement | DaysOff | None) -> str:
    """What stands in the way, as a sentence."""
    if objection is Objection.TWICE:
        return str(TWICE)
    if objection is Objection.NIGHT:
        return str(_("That is at night. Do you mean it?"))
    if what is None:
        return str(_("This volunteer has something else then."))
    if isinstance(what, DaysOff):
        said = _("%(name)s has days off from %(first)s to %(last)s.")
        days = {"first": day(what.first, "d MMMM"), "last": day(what.last, "d MMMM")}
        return str(said % {"name": what.name, **days})
    hours = {"start": hour(what.slot.starts_at), "end": hour(what.slot.ends_at)}
    if objection is Objection.PERSON_BUSY:
        said = _("From %(start)s to %(end)s: %(name)s.")
    else:
        said = _("%(name)s visits somebody else from %(start)s to %(end)s.")
    return str(said % {"name": what.name, **hours})


class MomentForm(BothForm, AnywayForm):
    """The moment and purpose of a visit."""

    on = fields.DayField(
        _l("Day"),
        _l("Choose a day."),
        first=lambda: clock.today() - rules.WRITTEN_AFTERWARDS,
        last=lambda: clock.today() + rules.PLANNED_AT_MOST,
    )
    at = fields.HourField(_l("Time"), _l("Write a time like 14:30."))
    minutes = fields.DurationField(
        _l("How many minutes?"),
        _l("Write how many minutes it takes."),
        least=rules.SHORTEST,
        most=rules.LONGEST,
        default=rules.USUAL,
    )
    purpose = fields.LineField(
        _l("What for?"), description=_l("For instance: together to the café in Winsum.")
    )

    def validate_at(self, field: Any) -> None:
        on = self.on.data if not self.on.errors else None
        if on and field.data and not rules.exists(on, field.data):
            raise ValidationError(str(NO_SUCH_HOUR))

    @property
    def slot(self) -> Slot:
        """From when to when the visit would be."""
        starts_at = self.moment["starts_at"]
        return Slot(starts_at, starts_at + timedelta(minutes=self.minutes.data or 0))

    @property
    def moment(self) -> dict[str, Any]:
        """The keyword arguments for the action."""
        assert self.on.data is not None and self.at.data is not None
        return {
            "starts_at": clock.at(self.on.data, self.at.data),
            "minutes": self.minutes.data,
            "purpose": self.purpose.data or "",
            "anyway": bool(self.anyway.data),
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
        names = dict(choices_of(one.volunteer for one in matches))
        self.match_id.choices = [(m.id, names[m.volunteer_id]) for m in matches]
        if len(matches) == 1 and not self.match_id.raw_data:
            self.match_id.data = matches[0].id
            self.purpose.data = self.purpose.data or str(PURPOSES[matches[0].kind])
        said = _("Also visit %(name)s, at the same house")
        self.offer_both(same_home, said)
        return self


class MoveVisitForm(MomentForm, InformedForm, VersionedForm):
    """Another moment for a visit."""

    def offer(self, actor: Actor, visit: Visit, other: Visit | None) -> "MoveVisitForm":
        """Whether the visit that is made in one go moves along, and who knows."""
        self.offer_informed(actor, visit.contact)
        said = _("Move the visit to %(name)s too")
        self.offer_both(other, said)
        return self


class SubstituteForm(InformedForm, AnywayForm, VersionedForm):
    """Who goes instead, for once."""

    volunteer_id = fields.ChoiceField(
        _l("Who goes?"), required=_l("Choose who goes."), kind=int
    )

    def offer(
        self,
        actor: Actor,
        visit: Visit,
        found: Sequence[Substitute],
        other: Visit | None,
    ) -> "SubstituteForm":
        """The volunteers who could go, and whether for both at that house."""
        self.offer_informed(actor, visit.contact)
        self.found = {one.user.id: one for one in found}
        self.volunteer_id.choices = choices_of(one.user for one in found)
        said = _("Also to %(name)s, at the same house")
        self.offer_both(other, said)
        return self

    def chosen_objections(self) -> list[tuple[Objection, None]]:
        """What keeps the chosen one from going."""
        chosen = self.found.get(self.volunteer_id.data)
        return [(one, None) for one in (chosen.objections if chosen else ())]

    def hints(self, visit: Visit) -> dict[str, str]:
        """What is known of each: free, away, or somewhere else."""
        return {
            str(user_id): substitute_words(one, visit)
            for user_id, one in self.found.items()
        }


class DaysOffForm(InformedForm):
    """Which visits in days off do not go on, and who tells the people."""

    visit_ids = fields.ChoicesField(
        _l("Which visits do not go on?"),
        required=_l("Tick at least one visit."),
        kind=int,
    )
    because = fields.LineField(_l("Why?"), _l("Write in a few words why."))

    def offer(self, actor: Actor, user: User, visits: Sequence[Visit]) -> "DaysOffForm":
        """The visits that stand there, all of them ticked at first."""
        self.offer_both(None, "")
        is_own = actor.id == user.id
        chosen = (
            (Informed.CALLS, Informed.ASKED)
            if is_own
            else (Informed.KNOWS, Informed.ASKED)
        )
        self.informed.label.text = _("Do they know?")
        self.informed.choices = [(one, INFORMED[one]) for one in chosen]
        self.visit_ids.choices = [(one.id, visit_words(one)) for one in visits]
        if not self.is_submitted():
            self.visit_ids.data = [one.id for one in visits]
        return self


def visit_words(visit: Visit) -> str:
    """A visit in one line: 'Thursday 3 December, 14:00: Mrs Van der Ploeg'."""
    return f"{day(visit.day, 'weekday')}, {visit.hour:%H:%M}: {formal(visit.contact)}"


def substitute_words(one: Substitute, visit: Visit) -> str:
    """Whether a volunteer can go, in a few words."""
    if Objection.DAYS_OFF in one.objections:
        return str(_("has days off then"))
    if one.objections:
        return str(_("visits somebody else then"))
    if one.user.id == visit.instead_of:
        return str(_("goes here usually, and is free"))
    return str(_("is free"))


class CancelVisitForm(InformedForm, VersionedForm):
    """Who called a visit off, and why."""

    cancelled_by = fields.ChoiceField(
        _l("Who called it off?"), CANCELLED_BY, _l("Choose who."), kind=VisitCancelledBy
    )
    because = fields.LineField(_l("Why?"), _l("Write in a few words why."))

    def offer(
        self, actor: Actor, visit: Visit, other: Visit | None
    ) -> "CancelVisitForm":
        """Whether the visit that is made in one go is off as well, and who knows; a
        person who calls off knows."""
        self.offer_informed(actor, visit.contact)
        if self.cancelled_by.data is VisitCancelledBy.PERSON:
            self.informed.data = self.informed.data or Informed.KNOWS
        is_own = visit.volunteer_id == actor.id
        goes = visit.volunteer.called
        words = {
            VisitCancelledBy.PERSON: _(
                "%(name)s cannot", name=formal(visit.contact, "start")
            ),
            VisitCancelledBy.VOLUNTEER: _("I cannot")
            if is_own
            else _("%(name)s cannot", name=goes),
            VisitCancelledBy.FOUNDATION: _("The foundation"),
        }
        self.cancelled_by.choices = list(words.items())
        said = _("The visit to %(name)s does not go on either")
        self.offer_both(other, said)
        return self
