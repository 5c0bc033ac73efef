from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.activities.bookings import queries, rules
from thuis_app.activities.bookings.rules import (
    Answer,
    BookingAuditEvent,
    BookingCancelledBy,
    BookingState,
)
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken
from thuis_app.directory.rooms.forms import PARTS
from thuis_app.directory.rooms.models import Room, RoomRow
from thuis_app.web.errors import sentence
from thuis_app.web.fields import ChoiceField, DayField, HourField, NoteField, PickField
from thuis_app.web.filters import day, label
from thuis_app.web.forms import Form

BOOKING_STATES = {
    BookingState.HELD: _l("Held"),
    BookingState.CONFIRMED: _l("Promised"),
    BookingState.ATTENDED: _l("Came"),
    BookingState.NOT_ATTENDED: _l("Did not come"),
    BookingState.CANCELLED: _l("Cancelled"),
}
CANCELLED_BY = {
    BookingCancelledBy.CARER: _l("The carer"),
    BookingCancelledBy.CARED_FOR: _l("The one who is cared for"),
    BookingCancelledBy.ROOM: _l("The Thuis kamer"),
    BookingCancelledBy.FOUNDATION: _l("The foundation"),
}
ANSWERS = {
    Answer.HOLD: _l("Hold the place until they answer"),
    Answer.YES: _l("They said yes: the place is theirs"),
}


AUDIT_EVENTS = {
    BookingAuditEvent.HELD: _l("Place in a Thuis kamer held"),
    BookingAuditEvent.CONFIRMED: _l("Place in a Thuis kamer promised"),
    BookingAuditEvent.ATTENDED: _l("Noted that the guest came"),
    BookingAuditEvent.NOT_ATTENDED: _l("Noted that the guest did not come"),
    BookingAuditEvent.CANCELLED: _l("Place in a Thuis kamer cancelled"),
    BookingAuditEvent.RELEASED: _l("Held place given back"),
}


class BookForm(Form):
    """A place in a room, on a date and a day part."""

    room = PickField(_l("Which room?"), required=_l("Choose a room."), kind=int)
    on = DayField(
        _l("Which day?"),
        _l("Choose a day."),
        first=clock.today,
        last=lambda: clock.today() + rules.BOOK_AHEAD,
    )
    day_part = ChoiceField(
        _l("Which part of the day?"),
        PARTS,
        _l("Choose a part of the day."),
        kind=DayPart,
    )
    answer = ChoiceField(
        _l("What do they say?"), ANSWERS, _l("Choose an answer."), kind=Answer
    )
    until_day = DayField(_l("Hold until"), first=clock.today)
    until_hour = HourField(_l("at"), default=rules.HOLD_UNTIL)

    def offer(
        self, rooms: Iterable[RoomRow], find: Callable[[int], Room]
    ) -> "BookForm":
        """The rooms where this coordinator gives places away, and how to find one."""
        self.room.choices = [("", ""), *((room.id, room.name) for room in rooms)]
        self.find = find
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """The room is open then, and what is held is held for a while."""
        is_valid = bool(super().validate(extra_validators))
        on, part_of_day = self.on.data, self.day_part.data
        if not is_valid or on is None:
            return False
        self.chosen, now = self.find(self.room.data), clock.now()
        part = self.chosen.part_on(on, part_of_day)
        if part is None:
            self.day_part.errors = [_("The room is closed then.")]
            return False
        try:
            rules.must_be_ahead(clock.at(on, part.closes), now)
            if self.answer.data is Answer.HOLD:
                opens = clock.at(on, part.opens)
                rules.must_be_holdable(self._held_until(), opens, now)
        except RuleBroken as broken:
            is_past = broken.code == "booking.past"
            wrong = self.day_part if is_past else self.until_day
            wrong.errors = [sentence(broken)]
            return False
        return True

    @property
    def answers(self) -> dict[str, Any]:
        """The room itself, and until when the place is held."""
        is_held = self.answer.data is Answer.HOLD
        return {
            "room": self.chosen,
            "on": self.on.data,
            "day_part": self.day_part.data,
            "held_until": self._held_until() if is_held else None,
        }

    def _held_until(self) -> datetime | None:
        if self.until_day.data is None:
            return None
        return clock.at(self.until_day.data, self.until_hour.data or rules.HOLD_UNTIL)


class CancelBookingForm(Form):
    """Who cancels a booking, and why."""

    by = ChoiceField(
        _l("Who cancels?"),
        CANCELLED_BY,
        _l("Choose who cancels."),
        kind=BookingCancelledBy,
    )
    because = NoteField(_l("Why?"), _l("Write why."), 500)


def why_not(actor: Actor, broken: RuleBroken, room: Room, on: date) -> str:
    """The message of a broken rule; when it is full, with the days that have places."""
    said = sentence(broken)
    if broken.code != "room.full":
        return said
    near = [
        f"{day(one.on, 'EEEE d MMMM')} {label(one.day_part).lower()}"
        for one in queries.free_near(actor, room, on)
    ]
    if not near:
        return said + " " + str(_("There is no other place around that day."))
    parts = ", ".join(near)
    free = _("Still free in %(room)s: %(parts)s.", room=room.name, parts=parts)
    return f"{said} {free}"
