"""The `Feature` of jobs."""

from flask_babel import lazy_gettext as _l

from thuis_app.operations.jobs import commands, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    commands=commands.group,
    menu=(
        MenuLine(
            85,
            "jobs.index",
            icon="clock",
            text=_l("Automatic jobs"),
            shown_to=policy.may_look,
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        views.NAMES,
    ),
    links={
        "jobs": "jobs.index",
    },
)
