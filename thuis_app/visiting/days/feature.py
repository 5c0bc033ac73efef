"""The `Feature` of days."""

from thuis_app.visiting.days import policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    links={
        "day_on_paper": "days.paper",
    },
)
