"""The `Feature` of signals."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.agreements.rules import FilesExist
from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.reaching.signals import actions, commands, forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    commands=commands.group,
    menu=(
        MenuLine(
            12,
            "signals.index",
            icon="letter",
            text=_l("Signals"),
            shown_to=policy.may_list,
        ),
    ),
    labels=(
        forms.AUDIT_EVENTS,
        forms.STATES,
        forms.REPORTERS,
        forms.KNOWS,
        forms.DECLINED,
    ),
    messages={
        "signal.handled": _l("This signal has been handled already."),
        "signal.stops_here": forms.STOPS_HERE,
    },
    links={
        "accept_signal": "signals.accept_form",
        "new_signal": "signals.new_form",
    },
    reacts={
        PersonMerged: actions.on_person_merged,
        FilesExist: actions.on_files_exist,
    },
)
