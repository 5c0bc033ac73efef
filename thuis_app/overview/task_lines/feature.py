"""The `Feature` of the lines of tasks, for the board and the page of a person."""

from thuis_app.web.features import Feature

feature = Feature()
