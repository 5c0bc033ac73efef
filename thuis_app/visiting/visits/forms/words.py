"""The words for what a visit is, and for what a report says."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.rules import Address
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.visits.rules import (
    Activity,
    CancelledBy,
    Happened,
    How,
    VisitState,
    Worry,
)

STATES = {
    VisitState.PLANNED: _l("Planned"),
    VisitState.REPORTED: _l("Report written"),
    VisitState.CANCELLED: _l("Did not go on"),
}

HAPPENED = {
    Happened.YES: _l("Visited"),
    Happened.NOBODY_HOME: _l("Nobody home"),
    Happened.CANCELLED: _l("Did not go on"),
}

HOWS = {
    How.GOOD: _l("Nice"),
    How.SO_SO: _l("Ordinary"),
    How.HARD: _l("Hard going"),
    How.NOBODY_HOME: _l("Nobody home"),
    How.CANCELLED: _l("Did not go on"),
}

ACTIVITIES = {
    Activity.TALKED: _l("Talked"),
    Activity.COFFEE: _l("Had coffee"),
    Activity.WALKED: _l("Took a walk"),
    Activity.GAME: _l("Played a game"),
    Activity.ERRAND: _l("Ran an errand"),
    Activity.OUTING: _l("Went out"),
}

WORRIES = {
    Worry.NO: _l("No"),
    Worry.A_LITTLE: _l("Yes, a little"),
    Worry.URGENT: _l("Yes, this cannot wait"),
}

CANCELLED_BY = {
    CancelledBy.PERSON: _l("The person"),
    CancelledBy.VOLUNTEER: _l("The volunteer"),
    CancelledBy.FOUNDATION: _l("We did"),
}

WISHES = {
    Subject.GOING_OUT: _l("Going out"),
    Subject.EATING: _l("Eating together"),
    Subject.TALKING: _l("Somebody to call with"),
    Subject.CHORE: _l("A chore in the house"),
    Subject.TRANSPORT: _l("Getting somewhere"),
    Subject.FOR_OTHERS: _l("Doing something for others"),
}

OWN_WORDS = {
    Address.MRS: _l("In her own words"),
    Address.MR: _l("In his own words"),
    Address.NAME: _l("In their own words"),
}

MAY_READ = {
    Address.MRS: _l("%(name)s may always read this. Write what you could tell her."),
    Address.MR: _l("%(name)s may always read this. Write what you could tell him."),
    Address.NAME: _l("%(name)s may always read this. Write what you could tell them."),
}
