"""The `Feature` of relations."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.contacts.rules import (
    MergeObstaclesAsked,
    NoMoreContact,
    PersonMerged,
    PersonStopped,
)
from thuis_app.people.relations import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        *(forms.AUDIT_EVENTS, forms.RELATION_KINDS, forms.DECISIONS),
        *(forms.PURPOSES, forms.GIVEN_HOW),
    ),
    messages={
        "consent.withdrawn": _l("This consent was withdrawn already."),
        "consent.not_theirs_to_give": _l(
            "This representative may not give consent. Look at what they may decide."
        ),
        "relation.no_representative": _l("This is no representative."),
        "contact.tied_to_self": _l("This is the same person. Choose somebody else."),
    },
    reacts={
        NoMoreContact: actions.on_no_more_contact,
        PersonStopped: actions.on_person_stopped,
        PersonMerged: actions.on_person_merged,
        MergeObstaclesAsked: actions.on_merge_obstacles_asked,
        OpenUnder: actions.on_open_under,
    },
)
