"""What accounts bring to the application."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts import commands, forms, policy, views
from thuis_app.organisation.accounts.views.door import who
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    read_session=who,
    commands=commands.group,
    menu=(
        MenuLine(
            80,
            "accounts.users",
            icon="key",
            text=_l("Accounts"),
            shown_to=policy.may_manage,
        ),
    ),
    labels=(
        forms.ROLES,
        forms.FAULTS,
        forms.ROLE_FAULTS,
        forms.MAIL_WISHES,
    ),
    messages=forms.RULES,
)
