"""Carers of the example who asked for time of their own."""

from datetime import date, timedelta

from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.operations.demo import people
from thuis_app.operations.demo.people import Area, DemoVillage
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import Stage
from thuis_app.support.respite.rules import (
    CareForm,
    CareRhythm,
    HoldOut,
    Need,
    RequestState,
)

STATES = (
    RequestState.PLACED,
    RequestState.PLACED,
    RequestState.CLARIFIED,
    RequestState.ASKED,
)
SATURDAY = 5
DAYS = (*range(-540, -380, 30), -180, -120, -90, -60, -28, -14, 3, 17)
SINCE = 560
WANTED = frozenset({WeekPart.WEDNESDAY_AFTERNOON, WeekPart.FRIDAY_MORNING})


class Places:
    """Gives out the places of rooms (number and places), never more than there are."""

    def __init__(self, rooms: list[tuple[int, int]]) -> None:
        self._taken: dict[tuple[int, date, DayPart], int] = {}
        self._rooms = rooms
        self._full: set[date] = set()
        self._next = 0

    def take(self, day: date, step: int) -> tuple[int, date, DayPart]:
        """A room, a weekday at or beyond this one (`step` days on), and a part."""
        while True:
            if day.weekday() <= SATURDAY and day not in self._full:
                for _room in self._rooms:
                    if place := self._free(day):
                        return place
                self._full.add(day)
            day += timedelta(days=step)

    def _free(self, day: date) -> tuple[int, date, DayPart] | None:
        part = (DayPart.MORNING, DayPart.AFTERNOON)[day.toordinal() % 2]
        room, places = self._rooms[self._next % len(self._rooms)]
        place = (room, day, part)
        self._next += 1
        if self._taken.get(place, 0) == places:
            return None
        self._taken[place] = self._taken.get(place, 0) + 1
        return place


def requests(
    writer: Writer, village: DemoVillage, cared_for: list[tuple[int, Area]]
) -> None:
    """A request for each of these people, with what was booked near them."""
    places = _places(village)
    for at, (contact_id, area) in enumerate(cared_for):
        carer, by = writer.next_number("contact"), village.coordinator_of(area[0])
        people.person(writer, village, Stage.KNOWN, area)
        state = STATES[at % len(STATES)]
        request = _request(writer, village, (carer, contact_id), by, state)
        if state is RequestState.PLACED:
            _bookings(writer, village, request, by, places[by])
        writer.pause()


def _places(village: DemoVillage) -> dict[int, Places]:
    """The places that each coordinator gives out."""
    rooms: dict[int, list[tuple[int, int]]] = {}
    for number, area_id, places in village.rooms:
        by = village.coordinator_of(area_id)
        rooms.setdefault(by, []).append((number, places))
    return {by: Places(theirs) for by, theirs in rooms.items()}


def _request(
    writer: Writer,
    village: DemoVillage,
    who: tuple[int, int],
    by: int,
    state: RequestState,
) -> int:
    asked = village.day(3, 20)
    if state is RequestState.PLACED:
        asked -= timedelta(days=SINCE)
    talked = asked + timedelta(days=2) if state is not RequestState.ASKED else None
    return writer.add(
        "respite_request",
        state=state.value,
        carer_id=who[0],
        cared_for_id=who[1],
        asked_on=asked,
        relation="Partner",
        hours_a_week=40,
        wanted_for="Naar de kapper, en een keer ongestoord bij mijn zus eten.",
        hold_out=village.random.choice((HoldOut.WEEKS, HoldOut.MONTHS)).value,
        likes="Sjoelen, oude foto’s, koffie met veel melk.",
        needs=frozenset({Need.WALKING_FRAME}),
        care_form=CareForm.ROOM.value,
        rhythm=CareRhythm.FORTNIGHTLY.value,
        wanted_parts=WANTED,
        start_on=asked + timedelta(days=7),
        talked_on=talked,
        talked_with="Allebei, aan de keukentafel" if talked else "",
        heard="Eerst eens kijken." if talked else "",
        chosen="Een middag in de Thuis kamer." if talked else "",
        clarified_by=by if talked else None,
        host_may_read=talked is not None,
    )


def _bookings(
    writer: Writer, village: DemoVillage, request: int, by: int, places: Places
) -> None:
    for days in DAYS:
        step = 1 if days > 0 else -1
        room, day, part = places.take(village.today + timedelta(days=days), step)
        has_been = day < village.today
        came = BookingState.ATTENDED if village.random.random() < 0.9 else None
        past = came or BookingState.NOT_ATTENDED
        writer.add(
            "booking",
            request_id=request,
            room_id=room,
            booked_on=day,
            day_part=part.value,
            state=(past if has_been else BookingState.CONFIRMED).value,
            booked_by=by,
        )
