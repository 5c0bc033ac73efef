"""The `Feature` of unlock codes."""

from thuis_app.organisation.unlock_codes import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.FAULTS),
    links={"choose_unlock_code": "unlock_codes.choose_form"},
)
