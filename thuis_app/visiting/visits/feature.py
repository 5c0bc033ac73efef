"""The `Feature` of visits."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.rules import PersonReopened, PersonStopped
from thuis_app.visiting.matches.rules import MatchEnded
from thuis_app.visiting.visits import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.STATES, forms.CANCELLED_BY),
    messages={
        "visit.no_match": _l("No volunteer is matched here now. Make a match first."),
        "visit.closed": forms.CLOSED,
    },
    reacts={
        PersonStopped: actions.on_person_stopped,
        PersonReopened: actions.on_person_reopened,
        MatchEnded: actions.on_match_ended,
    },
)
