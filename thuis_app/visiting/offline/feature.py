"""The `Feature` of offline."""

from thuis_app.visiting.offline import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.REASONS,
    ),
    links={
        "manifest": "offline.manifest",
    },
    page_partials=("visiting/offline/_here.html",),
)
