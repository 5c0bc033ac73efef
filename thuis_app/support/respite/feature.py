"""The `Feature` of respite."""

from flask_babel import lazy_gettext as _l

from thuis_app.activities.bookings.rules import (
    BookingAttended,
    BookingConfirmed,
    BookingHeld,
    BookingReleased,
    PlaceAsked,
)
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.people.assents.rules import AssentWithdrawn
from thuis_app.people.contacts.rules import (
    MergeObstaclesAsked,
    PersonMerged,
    PersonReopened,
    PersonStopped,
)
from thuis_app.support.respite import actions, forms, policy, views
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
            text=_l("Respite"),
            shown_to=lambda actor: actor.is_coordinator,
            covers=("rooms", "room_pages"),
        ),
    ),
    labels=forms.LABELS,
    messages={
        "respite.same_person": _l("The carer and the one cared for are two people."),
        "respite.asked_already": _l("There is a request for these two already."),
        "respite.still_booked": _l("Say who came, or cancel what is planned, first."),
        "respite.ended": _l("This request has been rounded off."),
        "respite.talk_first": _l("Talk with both first; then look for a place."),
        "contact.stopped": _l("This person is not approached any more."),
    },
    reacts={
        PersonStopped: actions.on_ended,
        AssentWithdrawn: actions.on_ended,
        PersonMerged: actions.on_person_merged,
        MergeObstaclesAsked: actions.on_merge_obstacles_asked,
        ChangeUndone: actions.on_change_undone,
        OpenUnder: actions.on_open_under,
        RestoreAsked: actions.on_restore_asked,
        PersonReopened: actions.on_person_reopened,
        PlaceAsked: actions.on_place_asked,
        BookingHeld: actions.on_booking_held,
        BookingConfirmed: actions.on_booking_confirmed,
        BookingAttended: actions.on_booking_attended,
        BookingReleased: actions.on_booking_released,
    },
)
