"""Whom one calls for a task."""

from collections.abc import Mapping
from enum import StrEnum

from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach_steps.rules import Channel
from thuis_app.support.referrals.rules import (
    ReferralState,
    calls_offering,
    calls_person,
)


class Called(StrEnum):
    """Who is called: the person, or another that the task is about."""

    PERSON = "person"
    VOLUNTEER = "volunteer"
    OFFERING = "offering"
    REPORTER = "reporter"


_K = TaskKind

CALLED: Mapping[TaskKind, tuple[Called, ...]] = {
    _K.INFORM: (Called.PERSON,),
    _K.SIGNAL: (Called.REPORTER,),
    _K.INFORM_REPORTER: (Called.REPORTER,),
    _K.REOPENED: (Called.PERSON,),
    _K.ABSENT: (Called.PERSON, Called.VOLUNTEER),
    _K.REPORT: (Called.VOLUNTEER,),
    _K.FIRST_MEETING: (Called.PERSON, Called.VOLUNTEER),
    _K.FIRST_MONTH: (Called.PERSON, Called.VOLUNTEER),
    _K.PLAN_VISIT: (Called.VOLUNTEER,),
    _K.VISIT: (Called.VOLUNTEER,),
    _K.RESPITE_TALK: (Called.PERSON,),
    _K.RESPITE_PLACE: (Called.PERSON,),
    _K.RESPITE_ANSWER: (Called.PERSON,),
    _K.RESPITE_PRESENCE: (Called.PERSON,),
    _K.RESPITE_NEXT: (Called.PERSON,),
    _K.TALK: (Called.VOLUNTEER,),
    _K.PAPER: (Called.VOLUNTEER,),
    _K.HOURS: (Called.VOLUNTEER,),
    _K.OFFERING: (Called.OFFERING,),
    _K.MATCH_ANSWER: (Called.VOLUNTEER,),
    _K.TELL: (Called.PERSON, Called.VOLUNTEER),
    _K.DAYS_OFF: (Called.PERSON, Called.VOLUNTEER),
    _K.PROMISE: (Called.VOLUNTEER,),
    _K.FOLLOW_UP: (Called.PERSON, Called.VOLUNTEER),
    _K.CALL_AGAIN: (Called.PERSON,),
    _K.VOLUNTEER_LEFT: (Called.PERSON,),
    _K.LOST_SUPPORT: (Called.PERSON,),
    _K.ROOM_CLOSED: (Called.PERSON,),
    _K.TELL_OFFERING: (Called.OFFERING,),
    _K.FIRST_VISIT: (Called.PERSON,),
    _K.FIRST_VISIT_ANSWER: (Called.PERSON, Called.VOLUNTEER),
    _K.CALL_VOLUNTEER: (Called.VOLUNTEER,),
    _K.REPEAT_QUESTION: (Called.PERSON, Called.VOLUNTEER),
    _K.SETTLE_HOURS: (Called.VOLUNTEER,),
}
"""Whom one calls for each kind, first whom one calls first; for any other nobody."""


def called_for_attempt(channel: Channel) -> tuple[Called, ...]:
    """Whom one calls for an attempt: the person, when it is made by telephone."""
    return (Called.PERSON,) if channel is Channel.TELEPHONE else ()


def called_for_referral(state: ReferralState) -> tuple[Called, ...]:
    """Whom one calls for a referral that waits in this state."""
    offering = (Called.OFFERING,) if calls_offering(state) else ()
    return (*offering, Called.PERSON) if calls_person(state) else offering
