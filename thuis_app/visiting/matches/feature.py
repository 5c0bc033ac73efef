"""The `Feature` of matches."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.agreements.rules import SeesPeople
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.assents.rules import AssentWithdrawn
from thuis_app.people.contacts.rules import (
    PersonFinished,
    PersonMerged,
    PersonSplit,
    PersonStopped,
)
from thuis_app.people.tasks.rules import TaskFinished
from thuis_app.visiting.matches import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.KINDS,
        forms.STATES,
        forms.RHYTHMS,
        forms.END_REASONS,
    ),
    messages={
        "match.no_consent": _l(
            "There is no yes to being visited yet. Record that first, then choose a"
            " volunteer."
        ),
        "match.exists": _l("These two are already brought together for this."),
        "match.too_seldom": _l("An Oudermaatje comes at least every two weeks."),
        "match.no_reason": _l("Choose why it ends."),
    },
    links={
        "people_visited": "matches.by_volunteer",
    },
    reacts={
        PersonStopped: actions.on_person_stopped,
        PersonFinished: actions.on_person_finished,
        PersonMerged: actions.on_person_merged,
        PersonSplit: actions.on_person_split,
        AssentWithdrawn: actions.on_assent_withdrawn,
        RoleEnded: actions.on_role_ended,
        ChangeUndone: actions.on_change_undone,
        OpenUnder: actions.on_open_under,
        RestoreAsked: actions.on_restore_asked,
        TaskFinished: actions.on_task_finished,
        SeesPeople: actions.on_sees_people,
    },
)
