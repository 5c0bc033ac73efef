"""The `Feature` of areas."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.areas import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    menu=(
        MenuLine(
            82,
            "areas.index",
            icon="house",
            text=_l("Villages"),
            shown_to=policy.may_manage,
        ),
    ),
)
