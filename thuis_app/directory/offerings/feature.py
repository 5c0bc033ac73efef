"""The `Feature` of offerings."""

from flask_babel import lazy_gettext as _l

from thuis_app.directory.offerings import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            60,
            "offerings.index",
            icon="route",
            text=_l("Local map"),
            shown_to=policy.may_keep,
        ),
        MenuLine(
            60,
            "offerings.index",
            icon="route",
            text=_l("Nearby"),
            shown_to=policy.only_reads,
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.KINDS,
        forms.WAYS,
    ),
)
