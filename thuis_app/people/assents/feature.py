"""The `Feature` of what a person says yes to."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.assents import actions, forms, policy, views
from thuis_app.people.contacts.rules import NoMoreContact, PersonMerged, PersonStopped
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.PARTICIPATIONS),
    messages={"assent.withdrawn": _l("This yes was taken back already.")},
    links={"assents": "assents.give_form"},
    reacts={
        NoMoreContact: actions.on_no_more_contact,
        PersonStopped: actions.on_person_stopped,
        PersonMerged: actions.on_person_merged,
        OpenUnder: actions.on_open_under,
    },
)
