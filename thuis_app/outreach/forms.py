from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart
from thuis_app.outreach.models import OutreachPlan
from thuis_app.outreach.rules import LONGEST_REST, Channel, Outcome, Reason
from thuis_app.web.fields import (
    ChoiceField,
    DayField,
    LineField,
    NoteField,
    PastDayField,
    PickField,
    TickField,
)
from thuis_app.web.filters import day, labels
from thuis_app.web.forms import Form, VersionedForm

OLDEST_ATTEMPT = timedelta(days=731)

CHANNELS = labels(
    {
        Channel.DOOR: _l("At the door"),
        Channel.TELEPHONE: _l("By telephone"),
        Channel.CARD: _l("With a card"),
        Channel.VIA_SOMEBODY: _l("Via somebody"),
        Channel.FLOWERS: _l("With flowers"),
        Channel.LETTER: _l("With a letter"),
        Channel.ACTIVITY: _l("At an activity"),
    }
)

OUTCOMES = labels(
    {
        Outcome.NOBODY_HOME: _l("Nobody home, or no answer"),
        Outcome.HEARD_SOMEBODY: _l("Heard somebody, the door stayed shut"),
        Outcome.TALK_AT_DOOR: _l("A short talk"),
        Outcome.GOOD_TALK: _l("A good talk"),
        Outcome.APPOINTMENT: _l("An appointment"),
        Outcome.NOT_NOW: _l("Not now, later perhaps"),
        Outcome.REFUSED: _l("No, and never again"),
    }
)

DAY_PARTS = labels(
    {
        DayPart.MORNING: _l("Morning"),
        DayPart.AFTERNOON: _l("Afternoon"),
        DayPart.EVENING: _l("Evening"),
    }
)

AT_PART = {
    DayPart.MORNING: _l("in the morning"),
    DayPart.AFTERNOON: _l("in the afternoon"),
    DayPart.EVENING: _l("in the evening"),
}


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
    """Which village the worklist is about."""

    area = PickField(_l("Village"), kind=int)

    def offer(self, areas: Sequence[tuple[int, str]]) -> "FilterForm":
        self.area.choices = [("", _("All villages")), *areas]
        return self


def part_now() -> DayPart:
    """The part of the day on the village clock."""
    hour = clock.local(clock.now()).hour
    if hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < 18 else DayPart.EVENING


def nth(number: int) -> str:
    """'4th attempt', as a short phrase."""
    if number == 1:
        return str(_("First attempt"))
    return str(_("Attempt %(number)s", number=number))


def what(channel: Channel, part: DayPart) -> str:
    """'At the door, in the afternoon'."""
    return f"{CHANNELS[channel]}, {AT_PART[part]}"


def why(plan: OutreachPlan) -> str:
    """Why this line is there: 'Attempt 4. 3 times in the morning, so try …'."""
    return f"{nth(plan.next_number)}. {_reason(plan)}"


def step_in_words(code: str) -> str:
    """The next step of somebody in the list of people, from its code."""
    kind, number, channel, part, *_rest = *code.split(":"), "", "", "", ""
    if kind != "attempt" or not number.isdigit():
        return ""
    return f"{nth(int(number))}: {what(Channel(channel), DayPart(part)).lower()}"


def _reason(plan: OutreachPlan) -> str:
    reason = plan.why.reason
    if reason is Reason.RESTED:
        return _rested(plan)
    if reason is Reason.OTHER_PART:
        return _other_part(plan)
    if reason is Reason.OTHER_CHANNEL:
        return _other_channel(plan)
    words = {
        Reason.FIRST: _("Begin in a way that asks nothing."),
        Reason.SAME_AGAIN: _("You spoke to each other. Come back in the same way."),
        Reason.AGREED: _("This day was agreed."),
    }
    return str(words[reason])


def _other_part(plan: OutreachPlan) -> str:
    tried = AT_PART[DayPart(plan.why.tried)]
    now = AT_PART[plan.day_part]
    text = _("%(times)s times %(tried)s, so try %(now)s.")
    return str(text % {"times": plan.why.times, "tried": tried, "now": now})


def _other_channel(plan: OutreachPlan) -> str:
    text = ngettext(
        "Tried once %(tried)s, so now %(now)s.",
        "Tried %(num)s times %(tried)s, so now %(now)s.",
        plan.why.times,
        tried=str(CHANNELS[Channel(plan.why.tried)]).lower(),
        now=str(CHANNELS[plan.channel]).lower(),
    )
    return str(text)


def _rested(plan: OutreachPlan) -> str:
    until = day(plan.next_on, "weekday")
    text = _("Rests until %(day)s.") if plan.next_on > clock.today() else ""
    text = text or _("Rested until %(day)s.")
    return f"{text % {'day': until}} {plan.resting_because}".strip()
