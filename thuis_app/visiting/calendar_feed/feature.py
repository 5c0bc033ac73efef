"""The `Feature` of calendar feed."""

from thuis_app.organisation.accounts.rules import TabletLost
from thuis_app.visiting.calendar_feed import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    reacts={TabletLost: actions.on_tablet_lost},
)
