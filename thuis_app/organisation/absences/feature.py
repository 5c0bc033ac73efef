"""The `Feature` of absences."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.absences import actions, forms, policy, views
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    links={"absences": "absences.index", "new_absence": "absences.new_form"},
    messages={
        "absence.days": _l("Choose a last day after the first, within a year."),
        "absence.overlaps": _l("Some of these days are recorded already."),
        "absence.stand_in": _l("Choose a coordinator of the same villages."),
    },
    reacts={RoleEnded: actions.on_role_ended},
)
