"""The `Feature` of the privacy papers."""

from flask_babel import lazy_gettext as _l

from thuis_app.operations.privacy_papers import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            88,
            "privacy_papers.index",
            icon="letter",
            text=_l("Privacy"),
            shown_to=policy.has_in_menu,
        ),
    ),
    labels=forms.LABELS,
    links={
        "privacy_papers": "privacy_papers.index",
        "privacy_paper": "privacy_papers.show",
    },
)
