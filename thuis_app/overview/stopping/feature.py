"""The `Feature` of stopping."""

from thuis_app.overview.stopping import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(blueprint=views.bp, policy=policy, labels=(forms.FINISH_REASONS,))
