"""The `Feature` of trainings."""

from thuis_app.team.trainings import forms, policy, views
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
    links={
        "trainings": "trainings.index",
    },
)
