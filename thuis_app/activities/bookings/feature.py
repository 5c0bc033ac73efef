"""The `Feature` of bookings."""

from flask_babel import lazy_gettext as _l

from thuis_app.activities.bookings import actions, forms, policy, queries
from thuis_app.directory.rooms.rules import RoomPartsKept
from thuis_app.organisation.endings.rules import OpenUnder
from thuis_app.visiting.visits.rules import AppointmentsWanted
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
    labels=(
        forms.AUDIT_EVENTS,
        forms.BOOKING_STATES,
        forms.CANCELLED_BY,
        forms.ANSWERS,
    ),
    reacts={
        AppointmentsWanted: queries.appointments,
        RoomPartsKept: actions.on_room_parts_kept,
        OpenUnder: actions.on_open_under,
    },
    messages={
        "room.full": _l("Somebody was just first: this part of the day is full now."),
        "room.closed": _l("The room is closed then."),
        "booking.past": _l("This part of the day is over."),
        "booking.not_yet": _l("You can say who came on the day itself."),
        "booking.twice": _l("This person has a place then already."),
        "hold.missing": _l("Say until when you hold the place."),
        "hold.past": _l("This moment has passed."),
        "hold.late": _l("Hold it two weeks at most, and not after the door opens."),
    },
)
