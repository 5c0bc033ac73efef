"""The `Feature` of referrals."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.contacts.rules import (
    PersonMerged,
    PersonReopened,
    PersonSplit,
    PersonStopped,
)
from thuis_app.people.relations.rules import ConsentWithdrawn
from thuis_app.people.tasks.rules import TaskPutOff
from thuis_app.support.referrals import actions, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            40,
            "referrals.index",
            icon="arrow",
            text=_l("Referrals"),
            shown_to=lambda actor: actor.is_coordinator,
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.STATES,
        forms.SHARES,
    ),
    messages={
        "referral.not_agreed": _l("Nothing goes out before this person said yes."),
        "referral.consent_withdrawn": _l(
            "This person took the yes back. Nothing may be passed on any more."
        ),
        "referral.nothing_agreed": _l("First agree on what may be told."),
        "referral.until_missing": _l("Choose the day on which we ask again."),
        "referral.landed_needs_both": _l(
            "Landed needs both: this person says so, and the other side says so."
        ),
        "referral.reason_missing": _l("Write why."),
        "referral.not_for_village": _l(
            "This does not serve the village of this person, or it is off the map."
        ),
        "referral.not_their_wish": _l("This is the wish of somebody else."),
        "referral.already_open": _l("A referral to this place is under way already."),
    },
    reacts={
        PersonStopped: actions.on_ended,
        ConsentWithdrawn: actions.on_ended,
        PersonMerged: actions.on_person_merged,
        PersonSplit: actions.on_person_split,
        OpenUnder: actions.on_open_under,
        PersonReopened: actions.on_person_reopened,
        TaskPutOff: actions.on_task_put_off,
    },
)
