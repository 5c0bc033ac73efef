"""The `Feature` of sessions."""

from thuis_app.organisation.accounts.rules import AccountEnded
from thuis_app.organisation.sessions import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.DEVICE_USES, forms.FAULTS),
    read_session=views.who,
    reacts={AccountEnded: actions.on_account_ended},
    links={
        "choose_language": "sessions.language",
        "prove": "sessions.prove_form",
        "sign_in": "sessions.sign_in_form",
        "sign_out": "sessions.sign_out",
    },
)
