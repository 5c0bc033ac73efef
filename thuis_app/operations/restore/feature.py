"""The `Feature` of putting a backup back."""

from thuis_app.operations.restore import commands, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    commands=commands.command,
    labels=(forms.AUDIT_EVENTS,),
)
