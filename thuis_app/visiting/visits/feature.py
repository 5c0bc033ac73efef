"""What visits bring to the application."""

from flask_babel import lazy_gettext as _l

from thuis_app.team.claims.rules import ProposalsWanted
from thuis_app.visiting.visits import forms, policy, views
from thuis_app.visiting.visits.forms import words
from thuis_app.visiting.visits.queries import written
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        words.STATES,
        words.HAPPENED,
        words.HOWS,
        words.ACTIVITIES,
        words.WORRIES,
        words.CANCELLED_BY,
    ),
    reacts={ProposalsWanted: written.proposals},
    messages={
        "visit.no_match": _l("No volunteer is matched here now. Make a match first."),
        "visit.closed": forms.CLOSED,
        "visit.not_yet": forms.NOT_YET,
        "report.settled": _l("That day is over. Your coordinator can still change it."),
    },
)
