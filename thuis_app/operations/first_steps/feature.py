"""The `Feature` of first steps."""

from flask_babel import lazy_gettext as _l

from thuis_app.operations.first_steps import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            20,
            "first_steps.index",
            icon="check",
            text=_l("First steps"),
            shown_to=views.is_in_menu,
        ),
    ),
    labels=(forms.AUDIT_EVENTS,),
    links={"first_steps": "first_steps.index"},
)
