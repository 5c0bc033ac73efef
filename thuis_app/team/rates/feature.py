"""The `Feature` of rates."""

from flask_babel import lazy_gettext as _l

from thuis_app.team.rates import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.RATES,
    ),
    messages={
        "rate.known": _l("There is an amount from that day already."),
        "rate.year_over": _l("A year that is over stays as it was."),
        "rate.in_use": _l("This amount holds already. Add a new one instead."),
    },
)
