"""Carers of the example who asked for time of their own."""

from datetime import date, timedelta

from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.operations.demo import people
from thuis_app.operations.demo.people import Area, DemoVillage
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.rules import RelationKind
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
SATURDAY, BORN = 5, 1956
WANTED_FOR = (
    "Naar de kapper, en een keer ongestoord bij mijn zus eten.",
    "Een middag in de tuin zonder op de klok te kijken.",
    "Weer eens naar het koor op woensdag.",
    "Uitslapen, en daarna rustig de was.",
    "Met de kleinkinderen naar het zwembad.",
    "Zelf naar de tandarts en de bank.",
    "Een ochtend werken zonder gebeld te worden.",
)
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
        born = BORN + carer % 12
        people.person(writer, village, Stage.KNOWN, area, birth_year=born)
        _cares(writer, village, carer, contact_id)
        state = _stands(village, STATES[at % len(STATES)], area[0])
        request = _request(writer, village, (carer, contact_id), by, state)
        if state in (RequestState.PLACED, RequestState.CLOSED):
            days = [one for one in DAYS if one < 0 or state is RequestState.PLACED]
            _bookings(writer, village, request, by, places[by], days)
        writer.pause()


def _cares(writer: Writer, village: DemoVillage, carer: int, cared_for: int) -> None:
    """Put the carer into the file of who is cared for."""
    writer.add(
        "tie",
        contact_id=cared_for,
        other_id=carer,
        kind=RelationKind.CARER.value,
        since=village.day(60, 300),
    )


def _stands(village: DemoVillage, state: RequestState, area_id: int) -> RequestState:
    """The state of a request: of those that wait, a coordinator has one of each."""
    if state is RequestState.PLACED or village.is_among(state, area_id, 1):
        return state
    return RequestState.CLOSED


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
    asked, texts = village.day(3, 8), people.texts_about(who[1])
    if state in (RequestState.PLACED, RequestState.CLOSED):
        asked -= timedelta(days=SINCE)
    talked = asked + timedelta(days=2) if state is not RequestState.ASKED else None
    return writer.add(
        "respite_request",
        state=state.value,
        carer_id=who[0],
        cared_for_id=who[1],
        asked_on=asked,
        relation="Dochter" if people.is_woman(who[0]) else "Zoon",
        hours_a_week=8 + who[0] % 5 * 3,
        wanted_for=WANTED_FOR[who[0] % len(WANTED_FOR)],
        hold_out=village.random.choice((HoldOut.WEEKS, HoldOut.MONTHS)).value,
        likes=texts.story(who[1]).wish,
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
    writer: Writer,
    village: DemoVillage,
    request: int,
    by: int,
    places: Places,
    among: list[int],
) -> None:
    for days in among:
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
