"""The `Feature` of passkeys."""

from thuis_app.organisation.accounts.rules import TabletLost
from thuis_app.organisation.passkeys import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.FAULTS),
    messages=forms.MESSAGES,
    reacts={TabletLost: actions.on_tablet_lost},
    links={
        "passkeys": "passkeys.show",
        "add_passkey": "passkeys.add_form",
    },
)
