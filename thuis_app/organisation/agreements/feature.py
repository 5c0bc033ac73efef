"""The `Feature` of agreements."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import (
    AccountEnded,
    AgreementAsked,
    AgreementNeeded,
    AgreersWanted,
    GrantWaiting,
    IsAsked,
)
from thuis_app.organisation.agreements import actions, commands, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    commands=commands.group,
    menu=(
        MenuLine(
            81,
            "agreements.index",
            icon="people",
            text=_l("Agree"),
            shown_to=policy.has_any,
            count=lambda actor: actor.agreements,
        ),
    ),
    labels=(forms.AUDIT_EVENTS, forms.KINDS, forms.STATES, forms.AGREED_BY),
    messages={
        "agreement.not_open": _l(
            "This does not wait any more: it was answered, taken back, or is too old."
        ),
    },
    links={"agreements": "agreements.index", "agreement": "agreements.show"},
    reacts={
        AccountEnded: actions.on_account_ended,
        AgreementAsked: actions.on_asked,
        AgreementNeeded: actions.on_needed,
        GrantWaiting: actions.on_grant_waiting,
        IsAsked: actions.on_is_asked,
        AgreersWanted: actions.on_agreers_wanted,
    },
)
