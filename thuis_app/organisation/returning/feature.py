"""The `Feature` of returning."""

from thuis_app.organisation.returning import views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    request_proof=views.request_proof,
    links={
        "sign_in_again": "returning.sign_in_again_form",
        "unlock": "returning.unlock_form",
        "who_is_here": "returning.who_is_here",
    },
)
