"""The `Feature` of reports."""

from flask_babel import lazy_gettext as _l

from thuis_app.accountability.reports import actions, forms, policy, views
from thuis_app.activities.bookings.rules import BookingAttended
from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.people.contacts.rules import PersonMerged, PersonSplit, VillageChanged
from thuis_app.reaching.outreach.rules import AttemptMade
from thuis_app.support.referrals.rules import ReferralStepAdded
from thuis_app.visiting.visit_reports.rules import VisitMade
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            70,
            "reports.index",
            icon="chart",
            text=_l("Figures"),
            shown_to=policy.may_read,
        ),
    ),
    labels=(forms.WAITS,),
    links={
        "evidence": "reports.evidence",
    },
    reacts={
        AttemptMade: actions.on_attempt_made,
        VisitMade: actions.on_visit_made,
        ReferralStepAdded: actions.on_referral_step_added,
        BookingAttended: actions.on_booking_attended,
        ChangeUndone: actions.on_change_undone,
        VillageChanged: actions.on_village_changed,
        PersonMerged: actions.on_person_merged,
        PersonSplit: actions.on_person_split,
    },
)
