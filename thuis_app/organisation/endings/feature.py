"""The `Feature` of endings."""

from thuis_app.organisation.endings import views
from thuis_app.web.features import Feature

feature = Feature(blueprint=views.bp)
