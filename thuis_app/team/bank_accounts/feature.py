"""The `Feature` of bank accounts."""

from thuis_app.team.bank_accounts import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    links={
        "own_bank_account": "bank_accounts.own_form",
        "bank_account_of_volunteer": "bank_accounts.of_volunteer_form",
    },
)
