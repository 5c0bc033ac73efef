"""The `Feature` of visits."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.agreements.rules import SeesPeople
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.assents.rules import AssentWithdrawn
from thuis_app.people.contacts.rules import (
    PersonFinished,
    PersonMerged,
    PersonReopened,
    PersonStopped,
)
from thuis_app.team.volunteers.rules import DaysOffChanged, VisitsInDaysOff
from thuis_app.visiting.matches.rules import MatchEnded, MatchPaused
from thuis_app.visiting.visits import actions, forms, policy, queries, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        *(forms.AUDIT_EVENTS, forms.STATES, forms.CANCELLED_BY),
        *(forms.INFORMED, forms.CHANGES),
    ),
    links={"visits_in_days_off": "visits.days_off_form"},
    messages={
        "visit.no_match": _l("No volunteer is matched here now. Make a match first."),
        "visit.has_visitor": _l(
            "Somebody visits here already. Plan a visit of that volunteer instead."
        ),
        "visit.withdrawn": _l(
            "The yes to visits was taken back. Ask again, and record the answer first."
        ),
        "visit.closed": forms.CLOSED,
        "visit.twice": forms.TWICE,
        "visit.objection": _l("Something else stands at that time. Look once more."),
        "visit.undo_too_late": _l(
            "This can be undone for ten minutes. Plan or move the visit instead."
        ),
    },
    reacts={
        PersonStopped: actions.on_ended,
        PersonFinished: actions.on_ended,
        PersonMerged: actions.on_person_merged,
        PersonReopened: actions.on_person_reopened,
        AssentWithdrawn: actions.on_ended,
        MatchEnded: actions.on_ended,
        MatchPaused: actions.on_ended,
        RoleEnded: actions.on_ended,
        OpenUnder: actions.on_open_under,
        RestoreAsked: actions.on_restore_asked,
        ChangeUndone: actions.on_change_undone,
        DaysOffChanged: actions.on_days_off_changed,
        SeesPeople: actions.on_sees_people,
        VisitsInDaysOff: queries.count_in_days_off,
    },
)
