"""The `Feature` of backups."""

from thuis_app.operations.backup import commands, forms, policy
from thuis_app.people.contacts.rules import PersonDeleted
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
    commands=commands.group,
    labels=(forms.AUDIT_EVENTS,),
    reacts={PersonDeleted: commands.on_person_deleted},
)
