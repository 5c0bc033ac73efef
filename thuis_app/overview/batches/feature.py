"""The `Feature` of batches: the same done for several tasks of the board at once."""

from thuis_app.overview.batches import forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    links={
        "remind_several": "batches.remind_form",
        "tell_several": "batches.tell_form",
        "confirm_several": "batches.confirm_form",
        "attempt_several": "batches.attempt_form",
    },
)
