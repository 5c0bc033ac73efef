"""The `Feature` of visit reports."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.rules import PersonSplit
from thuis_app.team.claims.rules import ProposalsWanted
from thuis_app.visiting.visit_reports import actions, forms, policy, queries, views
from thuis_app.visiting.visits.rules import VisitCancelled
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.HAPPENED,
        forms.HOWS,
        forms.MOODS,
        forms.ACTIVITIES,
        forms.WORRIES,
    ),
    messages={
        "visit.not_yet": forms.NOT_YET,
        "report.sent": _l(
            "This was sent longer than ten minutes ago. Change it instead."
        ),
        "report.settled": _l("That day is over. Your coordinator can still change it."),
    },
    reacts={
        VisitCancelled: actions.on_visit_cancelled,
        PersonSplit: actions.on_person_split,
        ProposalsWanted: queries.proposals,
    },
    links={
        "write_report": "visit_reports.report_form",
        "report": "visit_reports.show",
    },
)
