"""The `Feature` of claims."""

from thuis_app.team.claims import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.WHAT_FOR,
        forms.STATES,
        forms.OVERS,
    ),
    messages=forms.RULES,
    links={
        "hours_of_volunteer": "claims.of_volunteer",
        "hours_to_approve": "claims.to_approve",
    },
)
