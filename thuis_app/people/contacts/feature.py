"""The `Feature` of contacts."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.people.contacts import actions, forms, policy, views
from thuis_app.people.tasks.rules import NextStepChanged, TaskPutOff
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            30,
            "contacts.index",
            icon="people",
            text=_l("People"),
            shown_to=policy.may_list,
            covers=(
                *("relations", "casefile", "stopping", "merging", "wishes", "matches"),
                *("matching", "handover", "visits", "visit_reports"),
                *("calendar_feed", "notes", "incidents", "assents"),
                *("first_visits", "practice"),
            ),
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.SPOKEN,
        forms.INTERESTS,
        forms.STAGES,
        forms.SALUTATIONS,
        forms.ROLES,
        forms.DUPLICATE_GROUNDS,
        forms.DUES,
    ),
    messages={
        "contact.stopped": _l("This person is not approached any more."),
        "contact.without_a_step": _l("Begin to reach out, so there is a next step."),
        "contact.not_participant": _l("This person takes part no more already."),
        "contact.not_stopped": _l("Contact with this person is welcome already."),
    },
    reacts={
        ChangeUndone: actions.on_change_undone,
        NextStepChanged: actions.on_next_step_changed,
        TaskPutOff: actions.on_task_put_off,
    },
)
