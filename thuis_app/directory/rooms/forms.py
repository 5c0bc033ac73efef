from collections.abc import Iterable
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.directory.rooms.models import OpeningRow, Room
from thuis_app.directory.rooms.rules import (
    MOST_PLACES,
    WEEKDAYS,
    Opening,
    RoomAuditEvent,
    hours,
)
from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.web.fields import (
    HourField,
    LineField,
    NoteField,
    NumberField,
    PickField,
    TelephoneField,
    TickField,
)
from thuis_app.web.forms import Form

DAYS = {
    0: _l("Monday"),
    1: _l("Tuesday"),
    2: _l("Wednesday"),
    3: _l("Thursday"),
    4: _l("Friday"),
    5: _l("Saturday"),
    6: _l("Sunday"),
}
PARTS = {
    DayPart.MORNING: _l("Morning"),
    DayPart.AFTERNOON: _l("Afternoon"),
    DayPart.EVENING: _l("Evening"),
}


AUDIT_EVENTS = {
    RoomAuditEvent.CREATED: _l("Thuis kamer added"),
    RoomAuditEvent.CHANGED: _l("Thuis kamer changed"),
}


def week_part_words(one: WeekPart) -> str:
    """A part of the week in words: 'Wednesday afternoon'."""
    part = str(PARTS[one.day_part]).lower()
    return str(_("%(weekday)s %(part)s", weekday=DAYS[one.weekday], part=part))


def week_parts() -> list[tuple[WeekPart, str]]:
    """Every part of the week, with its words."""
    return [(one, week_part_words(one)) for one in WeekPart]


def hours_in_words(
    openings: Iterable[OpeningRow],
) -> dict[int, dict[tuple[str, ...], list[int]]]:
    """By room the hours of a day, '09:30 - 12:00, 4 places', with the days of the week
    that have them. What hundreds of rooms have alike is said once."""
    said: dict[tuple[time, time, int], str] = {}
    by_day: dict[int, dict[int, list[str]]] = {}
    for one in openings:
        key = one.opens, one.closes, one.places
        if key not in said:
            words = ngettext("%(num)s place", "%(num)s places", one.places)
            said[key] = f"{one.opens:%H:%M} - {one.closes:%H:%M}, {words}"
        by_day.setdefault(one.room_id, {}).setdefault(one.weekday, []).append(said[key])
    found: dict[int, dict[tuple[str, ...], list[int]]] = {}
    for room_id, days in by_day.items():
        alike = found.setdefault(room_id, {})
        for weekday, parts in days.items():
            alike.setdefault(tuple(parts), []).append(weekday)
    return found


WEEK = [(weekday, part) for weekday in WEEKDAYS for part in DayPart]
SHORT = 120
FEW = 1000


class RoomForm(EndingForm):
    """The data of a room, and its places per day part; empty is closed."""

    name = LineField(_l("Name of the room"), _l("Write the name."), SHORT)
    area_id = PickField(_l("Village"), required=_l("Choose the village."), kind=int)
    address = LineField(_l("Address"))
    host_organisation = LineField(_l("Whose house it is"), limit=SHORT)
    character = NoteField(
        _l("Its own character"),
        limit=FEW,
        description=_l("What makes people feel at home here?"),
    )
    contact_person = LineField(_l("Host"), limit=SHORT)
    telephone = TelephoneField(_l("Telephone number of the host"))
    facilities = NoteField(_l("What there is"), limit=FEW)
    cannot = NoteField(_l("What the room cannot do"), limit=FEW)
    is_protected = TickField(
        _l("For a protected group"),
        description=_l("Who comes here is then shown to its own coordinators only."),
    )
    is_active = TickField(
        _l("The room is in use"),
        default=True,
        description=_l("Out of use: no new places are given, and nothing is lost."),
    )

    def offer(
        self, villages: Iterable[tuple[int, str]], room: Room | None = None
    ) -> "RoomForm":
        """The villages to choose from; the room's own stays, also when out of use."""
        choices = list(villages)
        if room and room.area_id not in dict(choices):
            choices.append((room.area_id, room.area.name))
        self.area_id.choices = [("", ""), *choices]
        return self

    def for_version(self, stored: Any, **now: Any) -> Form:
        """As `Form.for_version`; also of the day parts, those that are closed too."""
        return super().for_version(stored, **self._day_parts(stored), **now)

    def refused(self, stored: Any = None, **now: Any) -> int | None:
        """As `Form.refused`; after a clash also the stored day parts."""
        parts = self._day_parts(stored) if stored else {}
        return super().refused(stored, **parts, **now)

    def _day_parts(self, room: Room) -> dict[str, Any]:
        """What is stored of each day part; nothing of one that is closed."""
        fields = (field for week in WEEK for field in self.day_part(*week))
        return {field.name: None for field in fields} | opened(room)

    def validate(self, extra_validators: Any = None) -> bool:
        """No day part closes before it opens."""
        is_valid = bool(super().validate(extra_validators))
        for weekday, part in WEEK:
            places, opens, closes = self.day_part(weekday, part)
            begins, ends = hours(part, opens.data, closes.data)
            if places.data and begins >= ends and not closes.errors:
                closes.errors = [str(_l("The room closes after it opens."))]
                is_valid = False
        return is_valid

    def day_part(self, weekday: int, part: DayPart) -> tuple[Any, Any, Any]:
        """The three fields of one day part: places, from, until."""
        end = f"{weekday}_{part}"
        return self[f"places_{end}"], self[f"opens_{end}"], self[f"closes_{end}"]

    @property
    def answers(self) -> dict[str, Any]:
        """The keyword arguments for the action, with the openings as one list."""
        answers = {
            name: value
            for name, value in super().answers.items()
            if not name.startswith(("places_", "opens_", "closes_"))
        }
        return answers | {"openings": list(self._openings())}

    def _openings(self) -> Iterable[Opening]:
        for weekday, part in WEEK:
            places, opens, closes = self.day_part(weekday, part)
            if places.data:
                begins, ends = hours(part, opens.data, closes.data)
                yield Opening(weekday, part, places.data, begins, ends)


def opened(room: Room) -> dict[str, Any]:
    """The day parts of a room under the names of the form."""
    answers: dict[str, Any] = {}
    for part in room.parts:
        end = f"{part.weekday}_{part.day_part}"
        answers[f"places_{end}"] = part.places
        answers[f"opens_{end}"], answers[f"closes_{end}"] = part.opens, part.closes
    return answers


for _weekday, _part in WEEK:
    _end = f"{_weekday}_{_part}"
    _places = NumberField(_l("Places"), least=0, most=MOST_PLACES)
    setattr(RoomForm, f"places_{_end}", _places)
    setattr(RoomForm, f"opens_{_end}", HourField(_l("from")))
    setattr(RoomForm, f"closes_{_end}", HourField(_l("until")))
