"""The `Feature` of tasks. The board, where they are worked on, is in overview."""

from flask_babel import lazy_gettext as _l

from thuis_app.directory.offerings.rules import OfferingKept
from thuis_app.organisation.accounts.rules import GrantChanged, RoleEnded
from thuis_app.organisation.agreements.rules import AgreementClosed, AgreementOpened
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.deputies.rules import DeputyEnded
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.tasks import actions, forms, policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.KINDS, forms.GROUPS, forms.OWNERS),
    messages={
        "task.closed": _l("This was done meanwhile, by you or by a colleague."),
        "task.taken": _l("A colleague took this on. Ask them, or give it to yourself."),
        "task.not_theirs": _l("Choose a coordinator of this village."),
        "task.by_itself": _l("This is done once the thing itself is written down."),
        "task.delay": _l("Choose a day after today, at most three months ahead."),
        "task.legal_date": _l("The law gives no more time. Choose an earlier day."),
        "task.undo_too_late": _l("This was done on an earlier day."),
        "task.give_back_too_late": _l("This was done longer than ten minutes ago."),
        "task.open_again": _l("This is on the list again already."),
    },
    reacts={
        RoleEnded: actions.on_role_ended,
        GrantChanged: actions.on_grant_changed,
        DeputyEnded: actions.on_deputy_ended,
        AgreementOpened: actions.on_agreement_opened,
        AgreementClosed: actions.on_agreement_closed,
        ChangeUndone: actions.on_change_undone,
        RestoreAsked: actions.on_restore_asked,
        OpenUnder: actions.on_open_under,
        OfferingKept: actions.on_offering_kept,
    },
)
