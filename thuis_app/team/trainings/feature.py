"""The `Feature` of trainings."""

from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.team.trainings import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.KINDS,
        forms.STATES,
        forms.ATTENDS,
    ),
    messages=forms.RULES,
    reacts={
        RoleEnded: actions.on_role_ended,
        OpenUnder: actions.on_open_under,
    },
    links={
        "trainings": "trainings.index",
    },
)
