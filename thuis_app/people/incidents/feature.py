"""The `Feature` of incidents."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.people.incidents import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.KINDS, forms.INSURANCE),
    messages={
        "incident.closed": _l("This incident was closed meanwhile."),
        "incident.insurer": _l("Report it to the insurer first, and write that here."),
    },
    reacts={PersonMerged: actions.on_person_merged},
)
