"""The words of outreach: channels, outcomes, and why a line stands on the worklist."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach.queries import After
from thuis_app.reaching.outreach.rules import Channel, Outcome, Reason
from thuis_app.web.filters import day

CHANNELS = {
    Channel.DOOR: _l("At the door"),
    Channel.TELEPHONE: _l("By telephone"),
    Channel.CARD: _l("With a card"),
    Channel.VIA_SOMEBODY: _l("Via somebody"),
    Channel.FLOWERS: _l("With flowers"),
    Channel.LETTER: _l("With a letter"),
    Channel.ACTIVITY: _l("At an activity"),
}

OUTCOMES = {
    Outcome.NOBODY_HOME: _l("Nobody home, or no answer"),
    Outcome.HEARD_SOMEBODY: _l("Heard somebody, the door stayed shut"),
    Outcome.TALK_AT_DOOR: _l("A short talk"),
    Outcome.GOOD_TALK: _l("A good talk"),
    Outcome.APPOINTMENT: _l("An appointment"),
    Outcome.NOT_NOW: _l("Not now, later perhaps"),
    Outcome.REFUSED: _l("No, and never again"),
}

DAY_PARTS = {
    DayPart.MORNING: _l("Morning"),
    DayPart.AFTERNOON: _l("Afternoon"),
    DayPart.EVENING: _l("Evening"),
}

AT_PART = {
    DayPart.MORNING: _l("in the morning"),
    DayPart.AFTERNOON: _l("in the afternoon"),
    DayPart.EVENING: _l("in the evening"),
}


def part_now() -> DayPart:
    """The part of the day on the village clock."""
    hour = clock.local(clock.now()).hour
    if hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < 18 else DayPart.EVENING


def after_line(address: str) -> After | None:
    """The last line that was shown, as it stands in an address: 2026-11-24.7"""
    on, _dot, contact_id = address.partition(".")
    try:
        return After(date.fromisoformat(on), int(contact_id))
    except ValueError:
        return None


def follows(plan: OutreachPlan) -> str:
    """What was saved, and what comes next."""
    if not plan.is_open and plan.contact.is_stopped:
        return str(_("Saved. Nobody approaches this person any more."))
    if not plan.is_open:
        return str(_("Saved. Now we look for a volunteer."))
    next_day = day(plan.next_on, "weekday")
    if plan.resting:
        return str(_("Saved. It rests until %(day)s.", day=next_day))
    next_try = what(plan.channel, plan.day_part).lower()
    return str(_("Saved. Next: %(day)s, %(what)s.", day=next_day, what=next_try))


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
        Reason.ASKED: _("Asked for contact again. Get in touch today."),
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
