"""The `Feature` of today."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.today import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

# Endpoints without an entry in the menu of a volunteer, or of any user.
COVERED = (
    *("outreach_steps", "letters"),
    *("signals", "outreach", "concerns", "casefile", "visits", "referrals"),
    *("stopping", "claims", "rates", "trainings", "volunteers"),
    "bank_accounts",
    *("visit_reports", "days", "calendar_feed", "offline", "report_replies"),
    "batches",
)

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            10,
            "today.index",
            icon="house",
            text=_l("Today"),
            shown_to=lambda actor: actor.is_coordinator or actor.is_volunteer,
            covers=COVERED,
        ),
    ),
    labels=(forms.AUDIT_EVENTS,),
    links={
        "my_day": "today.day",
        "home": "today.index",
        "task": "today.task",
        "take_task": "today.take",
        "give_all": "today.give_all_form",
    },
)
