"""The `Feature` of handover."""

from thuis_app.overview.handover import policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    links={
        "hand_over": "handover.show",
    },
)
