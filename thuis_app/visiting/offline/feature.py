"""The `Feature` of offline."""

from thuis_app.visiting.matches.rules import MatchEnded
from thuis_app.visiting.offline import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.REASONS,
    ),
    links={
        "home_screen": "offline.home_screen_form",
        "manifest": "offline.manifest",
    },
    reacts={MatchEnded: actions.on_match_ended},
    page_partials=("visiting/offline/_here.html",),
)
