"""The `Feature` of reports."""

from flask_babel import lazy_gettext as _l

from thuis_app.accountability.reports import policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            70,
            "reports.index",
            icon="chart",
            text=_l("Report"),
            shown_to=policy.may_read,
        ),
    ),
    labels=(views.KEPT_BACK,),
    links={
        "evidence": "reports.evidence",
    },
)
