"""The `Feature` of checks."""

from flask_babel import lazy_gettext as _l

from thuis_app.operations.checks import commands, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    commands=commands.command,
    menu=(
        MenuLine(
            84,
            "checks.index",
            icon="check",
            text=_l("How it goes"),
            shown_to=policy.may_look,
        ),
    ),
    labels=(forms.AUDIT_EVENTS, forms.GROUPS),
    at_start=(commands.refuse_errors,),
    links={"checks": "checks.index"},
)
