"""The `Feature` of showing the audit log."""

from flask_babel import lazy_gettext as _l

from thuis_app.overview.access_log import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            87,
            "access_log.index",
            icon="search",
            text=_l("Audit log"),
            shown_to=policy.may_review,
        ),
    ),
    labels=(forms.AUDIT_EVENTS, forms.GROUNDS),
    messages={"log.month_not_over": _l("This month is not over yet.")},
    links={
        "log_of_person": "access_log.of_person",
        "log_of_user": "access_log.of_user",
    },
)
