"""The `Feature` of concerns."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.visiting.concerns import actions, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    links={"something_not_right": "concerns.start"},
    menu=(
        MenuLine(
            15,
            "concerns.index",
            icon="worry",
            text=_l("Concerns"),
            shown_to=policy.may_read,
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.KINDS,
        forms.STATES,
        forms.STEPS,
        forms.OUTCOMES,
    ),
    messages={
        "concern.not_taken_on": _l("This concern is new or closed. Take it on first."),
        "concern.not_here": _l("Call the confidential contact person about this."),
        "concern.no_kind": _l("Say first what is going on."),
        "concern.other_step": _l("This step belongs to something else. Choose again."),
        "concern.other_outcome": _l("This does not belong to it. Choose again."),
        "concern.no_step": _l("Write down at least one step before you close."),
        "concern.not_decided": _l("Write down step 4 and step 5 before you close so."),
    },
    reacts={PersonMerged: actions.on_person_merged},
)
