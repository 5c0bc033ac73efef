"""The `Feature` of matching."""

from flask_babel import lazy_gettext as _l

from thuis_app.visiting.matching import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.REFUSERS,
        forms.REFUSALS,
        forms.BARS,
        forms.WHY,
        forms.REASONS,
    ),
    messages={
        "match.not_this_one": _l("This volunteer cannot visit here. Choose another."),
        "match.barred": _l("This volunteer cannot visit here. Choose another."),
        "match.not_together": _l("These two do not live together, as far as we know."),
    },
    links={
        "unasked_volunteers": "matching.unasked",
    },
)
