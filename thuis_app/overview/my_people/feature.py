"""The `Feature` of a volunteer's people."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.my_people import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            20,
            "my_people.index",
            icon="people",
            text=_l("My people"),
            shown_to=policy.is_in_menu,
            covers=("casefile",),
        ),
    ),
    labels=(forms.AUDIT_EVENTS,),
    links={"my_people": "my_people.index"},
)
