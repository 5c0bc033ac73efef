"""The `Feature` of letters."""

from flask_babel import lazy_gettext as _l

from thuis_app.reaching.letters import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.PAPERS,
    ),
    messages={
        "outreach.unknown_place": _l("The text holds what cannot be filled in."),
    },
    links={
        "cards": "letters.cards",
        "letter": "letters.paper",
        "letter_text": "letters.text_form",
    },
)
