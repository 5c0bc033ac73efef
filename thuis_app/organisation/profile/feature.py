"""The `Feature` of the profile."""

from thuis_app.organisation.profile import forms, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    labels=(forms.MAIL_WISHES,),
    links={
        "profile": "profile.show",
        "sign_out_user": "profile.sign_out_user",
    },
)
