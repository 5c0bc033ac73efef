"""The `Feature` of first visits before any match."""

from flask_babel import lazy_gettext as _l

from thuis_app.visiting.first_visits import actions, forms, policy, views
from thuis_app.visiting.visit_reports.rules import VisitMade
from thuis_app.visiting.visits.rules import VisitCancelled
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.WANTS),
    links={"first_visit": "first_visits.plan_form"},
    messages={
        "first_visit.answered": _l("This was answered already, or nobody came yet.")
    },
    reacts={
        VisitMade: actions.on_visit_made,
        VisitCancelled: actions.on_visit_cancelled,
    },
)
