"""The `Feature` of matching."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.assents.rules import AssentWithdrawn
from thuis_app.people.contacts.rules import (
    PersonFinished,
    PersonMerged,
    PersonStopped,
)
from thuis_app.visiting.matching import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.REFUSERS,
        forms.REFUSALS,
        forms.BARS,
        forms.WHY,
        forms.REASONS,
        forms.REQUEST_STATES,
    ),
    messages={
        "match.not_this_one": _l("This volunteer cannot visit here. Choose another."),
        "match.barred": _l("This volunteer cannot visit here. Choose another."),
        "match.asked_already": _l("This volunteer was asked already, and may answer."),
        "match.not_together": _l("These two do not live together, as far as we know."),
    },
    links={
        "unasked_volunteers": "matching.unasked",
    },
    reacts={
        PersonStopped: actions.on_ended,
        PersonFinished: actions.on_ended,
        PersonMerged: actions.on_person_merged,
        AssentWithdrawn: actions.on_ended,
        RoleEnded: actions.on_ended,
        OpenUnder: actions.on_open_under,
    },
)
