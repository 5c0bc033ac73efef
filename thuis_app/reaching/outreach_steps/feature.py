"""The `Feature` of outreach steps."""

from flask_babel import lazy_gettext as _l

from thuis_app.reaching.outreach_steps import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            83,
            "outreach_steps.table_form",
            icon="door",
            text=_l("Tries"),
            shown_to=policy.keeps_the_table,
            covers=("outreach", "letters"),
        ),
    ),
    labels=(forms.AUDIT_EVENTS, forms.CHANNELS, forms.DAY_PARTS),
    messages={
        "outreach.table_wrong": _l("This table cannot be followed."),
    },
)
