"""What signing in and out brings to the application."""

from thuis_app.organisation.accounts.rules import AccountEnded
from thuis_app.organisation.sessions import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.FAULTS, forms.MAIL_WISHES),
    read_session=views.who,
    reacts={AccountEnded: actions.on_account_ended},
)
