"""The `Feature` of wishes."""

from thuis_app.people.contacts.rules import PersonMerged, PersonReopened
from thuis_app.people.tasks.rules import TaskFinished, TaskOpenedAgain
from thuis_app.people.wishes import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.SIDES,
        forms.SUBJECTS,
        forms.STATES,
    ),
    reacts={
        PersonReopened: actions.on_person_reopened,
        PersonMerged: actions.on_person_merged,
        TaskFinished: actions.on_task_finished,
        TaskOpenedAgain: actions.on_task_opened_again,
    },
)
