"""The `Feature` of the chain of the audit log."""

from thuis_app.accountability.audit_chain import commands, forms, policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
    commands=commands.group,
    labels=(forms.AUDIT_EVENTS,),
)
