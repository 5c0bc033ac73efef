"""The `Feature` of search."""

from thuis_app.overview.search import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    links={
        "search": "search.find_form",
    },
)
