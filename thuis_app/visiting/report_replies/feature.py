"""The `Feature` of what coordinators say about reports."""

from flask_babel import lazy_gettext as _l

from thuis_app.visiting.report_replies import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.REPLIES),
    messages={"reply.answered": _l("You answered this already.")},
)
