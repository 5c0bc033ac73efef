"""The `Feature` of claims."""

from thuis_app.organisation.accounts.rules import GrantChanged
from thuis_app.team.claims import actions, forms, policy, views
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
    reacts={GrantChanged: actions.on_grant_changed},
    messages=forms.RULES,
    links={
        "hours_of_volunteer": "claims.of_volunteer",
        "hours_to_approve": "claims.to_approve",
    },
)
