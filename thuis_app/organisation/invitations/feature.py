"""The `Feature` of invitations."""

from thuis_app.organisation.invitations import views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    links={"invitation": "invitations.accept_form"},
)
