"""The `Feature` of outreach."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.contacts.rules import (
    PersonMerged,
    PersonReopened,
    PersonStopped,
)
from thuis_app.people.tasks.rules import TaskPutOff
from thuis_app.reaching.outreach import actions, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            20,
            "outreach.index",
            icon="door",
            text=_l("Never give up"),
            shown_to=policy.works_through,
            covers=("outreach_steps", "letters"),
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.OUTCOMES,
    ),
    messages={
        "outreach.not_open": _l("Trying to reach this person has stopped."),
        "outreach.no_day": _l("Choose the day of the appointment."),
        "outreach.cannot_go": _l("This person does not work in that village."),
    },
    links={
        "outreach": "outreach.index",
    },
    reacts={
        PersonStopped: actions.on_person_stopped,
        PersonMerged: actions.on_person_merged,
        RoleEnded: actions.on_role_ended,
        OpenUnder: actions.on_open_under,
        PersonReopened: actions.on_person_reopened,
        ChangeUndone: actions.on_change_undone,
        TaskPutOff: actions.on_task_put_off,
    },
)
