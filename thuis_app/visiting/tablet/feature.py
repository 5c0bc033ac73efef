"""What tablet bring to the application."""

from thuis_app.visiting.tablet import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.REASONS,),
)
