"""The `Feature` of rooms."""

from flask_babel import lazy_gettext as _l

from thuis_app.directory.rooms import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            50,
            "rooms.index",
            icon="cup",
            text=_l("Thuis kamers"),
            shown_to=lambda actor: actor.is_administrator and not actor.is_coordinator,
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.PARTS,
    ),
)
