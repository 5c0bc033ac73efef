"""The `Feature` of foundation."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.foundation import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    menu=(
        MenuLine(
            84,
            "foundation.settings_form",
            icon="settings",
            text=_l("Settings"),
            shown_to=policy.may_manage,
        ),
    ),
    messages={"foundation.too_faint": _l("A colour stands out too little to be read.")},
    links={
        "style": "foundation.style",
    },
)
