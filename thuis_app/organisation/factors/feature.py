"""The `Feature` of second factors."""

from thuis_app.organisation.agreements.rules import FactorAgreed
from thuis_app.organisation.factors import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    messages=forms.MESSAGES,
    reacts={FactorAgreed: actions.on_factor_agreed},
    links={
        "factor": "factors.show",
        "reset_factor": "factors.reset",
        "set_up_factor": "factors.set_up_form",
    },
)
