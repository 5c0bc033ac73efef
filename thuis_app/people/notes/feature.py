"""The `Feature` of notes."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.people.notes import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.CHANNELS, forms.DIRECTIONS),
    messages={
        "note.why": _l("Write down why this was a mistake."),
        "note.taken_back": _l("This note was taken back already."),
    },
    links={
        "notes_of_offering": "notes.of_offering_form",
    },
    reacts={PersonMerged: actions.on_person_merged},
)
