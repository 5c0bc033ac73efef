"""The `Feature` of accounts."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts import actions, commands, forms, policy, views
from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    commands=commands.group,
    menu=(
        MenuLine(
            80,
            "accounts.users",
            icon="key",
            text=_l("Accounts"),
            shown_to=policy.may_manage,
            covers=(
                *("factors", "invitations", "passkeys", "profile", "returning"),
                *("sessions", "unlock_codes"),
            ),
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.ROLES,
        forms.ROLE_FAULTS,
    ),
    messages=forms.RULES,
    reacts={ChangeUndone: actions.on_change_undone},
)
