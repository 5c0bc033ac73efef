"""Forms of outreach, and the labels of enumerations."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart, part_at
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach.rules import AttemptDetails, OutreachAuditEvent
from thuis_app.reaching.outreach_steps.forms import AT_PART, CHANNELS, DAY_PARTS, what
from thuis_app.reaching.outreach_steps.rules import (
    LONGEST_REST,
    AttemptOutcome,
    Channel,
    OutreachReason,
)
from thuis_app.web.fields import (
    ChoiceField,
    DayField,
    HourField,
    LineField,
    NoteField,
    PastDayField,
    PickField,
    TickField,
)
from thuis_app.web.filters import day
from thuis_app.web.forms import Form, VersionedForm

OUTCOMES = {
    AttemptOutcome.NOBODY_HOME: _l("Nobody home, or no answer"),
    AttemptOutcome.HEARD_INSIDE: _l("Heard somebody, the door stayed shut"),
    AttemptOutcome.TALK_AT_DOOR: _l("A short talk"),
    AttemptOutcome.GOOD_TALK: _l("A good talk"),
    AttemptOutcome.APPOINTMENT: _l("An appointment"),
    AttemptOutcome.NOT_NOW: _l("Not now, later perhaps"),
    AttemptOutcome.REFUSED: _l("No, and never again"),
}


AUDIT_EVENTS = {
    OutreachAuditEvent.BEGUN: _l("Outreach begun"),
    OutreachAuditEvent.ATTEMPTED: _l("Attempt recorded"),
    OutreachAuditEvent.RESTED: _l("Outreach paused"),
    OutreachAuditEvent.ASSIGNED: _l("Chosen who goes"),
    OutreachAuditEvent.STOPPED: _l("Outreach stopped"),
    OutreachAuditEvent.OPENED: _l("Outreach to a person viewed"),
    OutreachAuditEvent.LISTED: _l("List of outreach viewed"),
}


def part_now() -> DayPart:
    """The part of the day on the village clock."""
    return part_at(clock.local(clock.now()).time())


def follows(plan: OutreachPlan) -> str:
    """The message after saving, with the next step."""
    if not plan.is_open and plan.contact.is_stopped:
        return str(_("Saved. Nobody approaches this person any more."))
    if not plan.is_open:
        return str(_("Saved. Now we look for a volunteer."))
    next_day = day(plan.next_on, "weekday")
    if plan.resting:
        return str(_("Saved. It rests until %(day)s.", day=next_day))
    next_try = what(plan.channel, plan.day_part).lower()
    if plan.why.reason is OutreachReason.AGREED and plan.why.hour:
        next_day = _("%(day)s at %(time)s", day=next_day, time=plan.why.hour)
    return str(_("Saved. Next: %(day)s, %(what)s.", day=next_day, what=next_try))


def nth(number: int) -> str:
    """'4th attempt', as a short phrase."""
    if number == 1:
        return str(_("First attempt"))
    return str(_("Attempt %(number)s", number=number))


def why(plan: OutreachPlan) -> str:
    """Why this line is there: 'Attempt 4. 3 times in the morning, so try …'."""
    return reason(plan.details, plan.next_number, plan.next_on)


def reason(attempt: AttemptDetails, number: int, on: date) -> str:
    """The same, of the task of an attempt or of a rest until this day."""
    return f"{nth(number)}. {_reason(attempt, on)}"


def step_in_words(attempt: AttemptDetails, number: int) -> str:
    """What to try next: 'Attempt 4: in the afternoon, at the door'."""
    return f"{nth(number)}: {what(attempt.channel, attempt.day_part).lower()}"


def _reason(attempt: AttemptDetails, on: date) -> str:
    found = attempt.why.reason
    if found is OutreachReason.RESTED:
        return _rested(attempt, on)
    if found is OutreachReason.OTHER_PART:
        return _other_part(attempt)
    if found is OutreachReason.OTHER_CHANNEL:
        return _other_channel(attempt)
    if found is OutreachReason.AGREED and attempt.why.hour:
        return str(_("Agreed, at %(time)s.", time=attempt.why.hour))
    words = {
        OutreachReason.FIRST: _("Begin in a way that asks nothing."),
        OutreachReason.SAME_AGAIN: _(
            "You spoke to each other. Come back in the same way."
        ),
        OutreachReason.AGREED: _("This day was agreed."),
        OutreachReason.ASKED: _("Asked for contact again. Get in touch today."),
    }
    return str(words[found])


def _other_part(attempt: AttemptDetails) -> str:
    tried = AT_PART[DayPart(attempt.why.tried)]
    now = AT_PART[attempt.day_part]
    text = _("%(times)s times %(tried)s, so try %(now)s.")
    return str(text % {"times": attempt.why.times, "tried": tried, "now": now})


def _other_channel(attempt: AttemptDetails) -> str:
    text = ngettext(
        "Tried once %(tried)s, so now %(now)s.",
        "Tried %(num)s times %(tried)s, so now %(now)s.",
        attempt.why.times,
        tried=str(CHANNELS[Channel(attempt.why.tried)]).lower(),
        now=str(CHANNELS[attempt.channel]).lower(),
    )
    return str(text)


def _rested(attempt: AttemptDetails, on: date) -> str:
    text = _("Rests until %(day)s.") if on > clock.today() else ""
    text = text or _("Rested until %(day)s.")
    return f"{text % {'day': day(on, 'weekday')}} {attempt.resting_because}".strip()


OLDEST_ATTEMPT = timedelta(days=731)
NONE_YET = 0


def _a_year_ahead() -> date:
    return clock.today() + LONGEST_REST


class AttemptForm(VersionedForm):
    """An attempt. Everything but the outcome is filled in already."""

    outcome = ChoiceField(
        _l("How did it go?"), OUTCOMES, _l("Choose how it went."), kind=AttemptOutcome
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
        description=_l("For an appointment always; else only if you agreed on a day."),
    )
    again_at = HourField(_l("At what time?"))
    goes = PickField(_l("Who goes?"), kind=int)
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
        self.made_by.choices = self.goes.choices = list(faces)
        if not faces:
            del self.made_by, self.goes
        return self

    def validate_again_on(self, field: Any) -> None:
        if self.outcome.data is AttemptOutcome.APPOINTMENT and not field.data:
            raise ValidationError(_("Choose the day of the appointment."))

    def validate_confirmed(self, field: Any) -> None:
        if self.outcome.data is AttemptOutcome.REFUSED and not field.data:
            raise ValidationError(
                _("After this nobody approaches this person. Is that what was said?")
            )

    @property
    def answers(self) -> dict[str, Any]:
        given = super().answers
        del given["confirmed"]
        if self.outcome.data is not AttemptOutcome.APPOINTMENT:
            given.pop("goes", None)
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


class StopOutreachForm(VersionedForm):
    because = LineField(
        _l("Why do we stop?"), _l("Write in a few words why we stop trying.")
    )


class OutreachFilterForm(Form):
    """Which part of the worklist: whom one volunteer goes to."""

    by = PickField(_l("Who goes"), kind=int)

    def offer(self, goers: Sequence[tuple[int, str]]) -> "OutreachFilterForm":
        nobody = (NONE_YET, _("Nobody chosen yet"))
        self.by.choices = [("", _("Everybody")), nobody, *goers]
        return self
