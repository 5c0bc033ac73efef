"""The `Feature` of endings."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.endings import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    messages={
        "ending.undo_too_late": _l(
            "Undoing is possible for ten minutes. After that: put it right as a"
            " mistake, on the page of the person."
        ),
        "ending.too_late": _l(
            "This can no longer be put right by itself. Arrange it anew."
        ),
    },
)
