"""The `Feature` of access to the files in an emergency."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import AccountEnded
from thuis_app.organisation.emergencies import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    messages={"emergency.begun_already": _l("You have this access already.")},
    links={"emergency": "emergencies.begin_form"},
    reacts={AccountEnded: actions.on_account_ended},
)
