"""The `Feature` of volunteers."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import (
    AccountEnded,
    AccountReopened,
    GrantChanged,
    RoleGiven,
)
from thuis_app.people.contacts.rules import MergeObstaclesAsked, PersonMerged
from thuis_app.team.volunteers import actions, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            52,
            "volunteers.index",
            icon="hand",
            text=_l("Volunteers"),
            shown_to=policy.may_list,
            covers=(
                *("claims", "rates", "trainings", "bank_accounts", "days"),
                *("matches.by_volunteer", "ahead.of_volunteer"),
            ),
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.LOADS,
        forms.STAGES,
        forms.REQUIREMENTS,
        forms.STEPS,
    ),
    reacts={
        RoleGiven: actions.on_role_given,
        GrantChanged: actions.on_account_changed,
        AccountEnded: actions.on_account_changed,
        AccountReopened: actions.on_account_changed,
        PersonMerged: actions.on_person_merged,
        MergeObstaclesAsked: actions.on_merge_obstacles_asked,
    },
    messages={
        "volunteer.not_ready": _l("Something that is needed first is lacking still."),
        "volunteer.still_visits": _l("Hand over the people they visit first."),
    },
    links={
        "my_volunteering": "volunteers.me",
        "volunteer": "volunteers.show",
    },
)
