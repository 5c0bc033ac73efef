"""The `Feature` of reminders."""

from thuis_app.overview.reminders import forms, policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
)
