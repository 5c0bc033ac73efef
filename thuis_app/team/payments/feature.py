"""The `Feature` of payments."""

from flask_babel import lazy_gettext as _l

from thuis_app.team.payments import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            68,
            "payments.index",
            icon="note",
            text=_l("Payments"),
            shown_to=policy.may_pay,
        ),
    ),
    labels=(forms.AUDIT_EVENTS, forms.STATES, forms.NOT_PAYABLE),
    messages=forms.RULES,
)
