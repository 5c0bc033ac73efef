"""The `Feature` of casefile."""

from thuis_app.overview.casefile import policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(views.TABS,),
    links={
        "person": "casefile.show",
    },
)
