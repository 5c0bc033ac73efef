"""The `Feature` of changes."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.changes import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.KINDS),
    messages={
        "change.undo_too_late": _l(
            "Undoing is possible for ten minutes. After that: put it right as a"
            " mistake, on the page of the person."
        ),
        "change.too_late": _l(
            "This can no longer be put right by itself. Arrange it anew."
        ),
        "change.built_on": _l(
            "More was done with it since, so it cannot be taken away by itself."
            " First undo what came after it."
        ),
    },
    links={"undo": "changes.undo"},
)
