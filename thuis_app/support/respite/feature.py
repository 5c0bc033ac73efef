"""What respite bring to the application."""

from flask_babel import lazy_gettext as _l

from thuis_app.support.respite import forms, policy, views
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            50,
            "respite.index",
            icon="cup",
            text=_l("Thuis kamers"),
            shown_to=lambda actor: actor.is_coordinator,
            covers=("rooms", "bookings"),
        ),
    ),
    labels=forms.LABELS,
    messages={
        "respite.same_person": _l("The carer and the one cared for are two people."),
        "respite.asked_already": _l("There is a request for these two already."),
        "respite.still_booked": _l("Say who came, or cancel what is planned, first."),
        "respite.ended": _l("This request has been rounded off."),
        "contact.stopped": _l("This person is not approached any more."),
    },
)
