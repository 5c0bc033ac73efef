"""The `Feature` of deputies of a coordinator."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import AccountEnded, RoleEnded, RoleGiven
from thuis_app.organisation.agreements.rules import DeputyAgreed
from thuis_app.organisation.deputies import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    links={"deputies": "deputies.name_form"},
    messages={
        "deputy.days": _l("Choose days from today, half a year at most."),
        "deputy.no_village": _l("Choose a village."),
        "deputy.role": _l(
            "Choose a coordinator, or somebody of the board who is no volunteer."
        ),
    },
    reacts={
        DeputyAgreed: actions.on_deputy_agreed,
        AccountEnded: actions.on_account_ended,
        RoleEnded: actions.on_role_ended,
        RoleGiven: actions.on_role_given,
    },
)
