"""The words of matches, and of what speaks for and against a volunteer."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.people.contacts.forms import INTERESTS, SPOKEN, time_words
from thuis_app.visiting.matches.rules import (
    Bar,
    EndReason,
    MatchKind,
    MatchState,
    Proposal,
    Reason,
    Refusal,
    RefusalReason,
    RefusedBy,
    Rhythm,
    Said,
    Why,
)
from thuis_app.web.filters import day

KINDS = {
    MatchKind.HOME_VISIT: _l("Home visit"),
    MatchKind.BUDDY: _l("Oudermaatje"),
}

KIND_HINTS = {
    MatchKind.HOME_VISIT.value: _l("Comes by for a talk, usually every two weeks."),
    MatchKind.BUDDY.value: _l("Goes out and does things together, every week."),
}

# What a visit is for, where nobody wrote something else.
PURPOSES = {
    MatchKind.HOME_VISIT: "",
    MatchKind.BUDDY: _l("Going out together"),
}

STATES = {
    MatchState.INTRODUCED: _l("Introduced"),
    MatchState.ACTIVE: _l("Visits"),
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

REFUSERS = {
    RefusedBy.PERSON: _l("The one who is visited"),
    RefusedBy.VOLUNTEER: _l("The volunteer"),
    RefusedBy.COORDINATOR: _l("We ourselves"),
}

REFUSALS = {
    RefusalReason.TOO_FAR: _l("Too far"),
    RefusalReason.TIMES: _l("The times do not suit"),
    RefusalReason.NO_CLICK: _l("No click"),
    RefusalReason.TOO_HEAVY: _l("Too heavy"),
    RefusalReason.NOT_NOW: _l("Not now"),
    RefusalReason.OTHER: _l("Something else"),
}

BARS = {
    Bar.NOT_ACTIVE: _l("does not visit at present"),
    Bar.AWAY_LONG: _l("is away for a long time"),
    Bar.PETS: _l("cannot be with pets"),
    Bar.SMOKE: _l("cannot be with smoke"),
    Bar.NO_LANGUAGE: _l("they have no language in common"),
    Bar.REFUSED: _l("there was no click before"),
    Bar.NOT_NOW: _l("said ‘not now’ a short while ago"),
    Bar.NOT_READY: _l("something required is lacking"),
}

WHY = {
    Why.NOBODY_WAITS: _l("nobody waits for a visit at present"),
    Why.FAR: _l("nobody waits in or near the own villages"),
    Why.NO_TIMES: _l("it is not known when"),
    Why.OVERLOOKED: _l("nothing is in the way"),
}

REASONS = {
    Reason.SAME_VILLAGE: _l("visits in this village"),
    Reason.SAME_CLUSTER: _l("from a village nearby"),
    Reason.VISITED_BEFORE: _l("visited here before"),
    Reason.VISITS_NOW: _l("visits here already"),
    Reason.VISITS_NOBODY: _l("visits nobody yet"),
    Reason.RIDES: _l("drives, and would be asked along"),
    Reason.DRIVES: _l("drives"),
    Reason.ELSEWHERE: _l("from another village"),
    Reason.FULL: _l("has enough people"),
    Reason.OTHER_TIMES: _l("cannot come when it suits"),
    Reason.NO_TIMES: _l("it is not known when"),
    Reason.NO_FIT: _l("it did not click before"),
    Reason.TIMES_FIT: _l("can come when it suits"),
    Reason.LANGUAGE: _l("speaks the same language"),
    Reason.INTERESTS: _l("likes the same things"),
    Reason.AWAY: _l("is away for a while"),
    Reason.REFUSED_BEFORE: _l("there was a no before"),
}


def said(one: Said) -> str:
    """A reason in words, with what it is about."""
    about = ABOUT.get(one.reason)
    return about(one.about) if about else str(REASONS[one.reason])


def barred(proposal: Proposal) -> str:
    """Why a volunteer cannot be chosen, in one line; nothing when they can."""
    return _line([str(BARS[bar]) for bar in proposal.bars])


def told(proposal: Proposal) -> dict[str, str]:
    """What speaks for a volunteer and what against, each in one line."""
    number = proposal.one.people
    people = ngettext("visits %(num)s person", "visits %(num)s people", number)
    speaks_for = [said(one) for one in proposal.speaks_for]
    return {
        "for": _line(speaks_for + [people] * bool(number)),
        "against": _line([said(one) for one in proposal.speaks_against]),
    }


def _times(times: frozenset[str]) -> str:
    """The first part of the week that suits both, and that there are more."""
    first = time_words(min(times))
    if len(times) == 1:
        return str(_("can come on %(time)s", time=first))
    return str(_("can come on %(time)s and more", time=first))


def _spoken(spoken: frozenset[Any]) -> str:
    words = [str(SPOKEN[one]) for one in SPOKEN if one in spoken]
    return str(_("speaks %(languages)s too", languages=", ".join(words)))


def _liked(liked: frozenset[Any]) -> str:
    words = [str(INTERESTS[one]).lower() for one in INTERESTS if one in liked]
    return str(_("both like %(things)s", things=", ".join(words)))


def _refused(no: Refusal) -> str:
    because = str(REFUSALS[no.because]).lower()
    words = {
        RefusedBy.PERSON: _("the other said no on %(day)s (%(why)s)"),
        RefusedBy.VOLUNTEER: _("said no on %(day)s (%(why)s)"),
        RefusedBy.COORDINATOR: _("we said no on %(day)s (%(why)s)"),
    }
    return str(words[no.by] % {"day": day(no.on, "d MMMM"), "why": because})


ABOUT: dict[Reason, Callable[[Any], str]] = {
    Reason.TIMES_FIT: _times,
    Reason.LANGUAGE: _spoken,
    Reason.INTERESTS: _liked,
    Reason.REFUSED_BEFORE: _refused,
    Reason.AWAY: lambda until: _("is away until %(day)s", day=day(until, "d MMMM")),
}


def _line(said: list[str]) -> str:
    line = ", ".join(said)
    return f"{line[:1].upper()}{line[1:]}." if line else ""
