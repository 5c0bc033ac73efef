"""The `Feature` of ahead."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.ahead import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            15,
            "ahead.week",
            icon="calendar",
            text=_l("Week"),
            shown_to=policy.may_see_week,
        ),
    ),
    labels=(forms.AUDIT_EVENTS, forms.KINDS),
    links={"ahead_of_volunteer": "ahead.of_volunteer", "soon": "ahead.soon"},
)
