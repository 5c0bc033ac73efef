"""What claims bring to the application."""

from thuis_app.team.claims import policy, views
from thuis_app.team.claims.forms import words
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        words.WHAT_FOR,
        words.STATES,
        words.RATES,
        words.OVERS,
    ),
    messages=words.RULES,
)
