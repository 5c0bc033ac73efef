"""The example foundation, whole: any number of people, the same for the same seed."""

from datetime import date, time, timedelta
from itertools import chain
from random import Random

from sqlalchemy import distinct, func, select, update

from thuis_app.accountability.reports import actions as reports
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.normalize import fold
from thuis_app.core.secrets import hash_password
from thuis_app.operations.demo import (
    calls,
    couple,
    names,
    organisation,
    outreach_year,
    people,
    profiles,
    proportions,
    respite_year,
    tasks,
    volunteers_year,
    waiting,
    year,
)
from thuis_app.operations.demo.people import STAGES, Area, DemoVillage, Volunteer
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.team.volunteers.models import Volunteer as Profile
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN

NORTHERN = "coordinator.noord"
FIRST_EMAIL = "vrijwilliger@thuis.example"
STAFF: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("coordinator", "Marijke Oosterhuis", (Role.COORDINATOR,)),
    (NORTHERN, "Jan Willem Dijkema", (Role.COORDINATOR,)),
    ("aandacht", "Hiske Wierenga", (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)),
    ("bestuur", "Freerk Zijlstra", (Role.BOARD,)),
    ("beheer", "Joël Huizinga", (Role.ADMINISTRATOR,)),
)
PEOPLE_A_SIGNAL, LONG_VISITED = 40, 8
NORTH = ("Uithuizen", "Uithuizermeeden", "Roodeschool", "Usquert")


def fill(people_wanted: int, seed: int, password: str) -> None:
    """Fill an empty database; the transaction is the caller's."""
    village = DemoVillage(Random(seed), clock.today())
    writer = Writer(db.session.connection())
    organisation.begin(writer, village, people_wanted)
    _accounts(writer, village, hash_password(password))
    _volunteers(writer, village, proportions.volunteers(people_wanted))
    _everybody(writer, village, people_wanted)
    volunteers_year.worked(writer, village)
    volunteers_year.trained(writer, village)
    waiting.waiting(
        writer, village, proportions.several(people_wanted, waiting.WAITING)
    )
    writer.finish()
    waiting.leaving(village)
    couple.bring_together(FIRST_EMAIL)
    _count_people()
    calls.calls(writer, village)
    tasks.everything(writer, village.random)
    waiting.have_room()
    reports.recount()


def _accounts(writer: Writer, village: DemoVillage, password: str) -> None:
    by_name = {name: number for number, name, _postcode in village.areas}
    north = [by_name[name] for name in NORTH]
    for email, name, roles in STAFF:
        is_coordinator = Role.COORDINATOR in roles
        number = organisation.user(
            writer,
            f"{email}@thuis.example",
            name,
            *roles,
            password=password,
            area_ids=north if email == NORTHERN else [],
            all_areas=is_coordinator and email != NORTHERN,
        )
        if is_coordinator:
            village.coordinators.append(number)
    _coordinators_of_towns(writer, village, password)
    for email, name in (("", "Grietje Hazenberg"), (".twee", "Roelie Bakker")):
        address = f"vrijwilliger{email}@thuis.example"
        _volunteer(writer, village, address, name, password, village.areas[0])


def _coordinators_of_towns(writer: Writer, village: DemoVillage, password: str) -> None:
    """One for the villages of the data file and one a town, when there are towns."""
    towns = organisation.towns(village)
    for at, areas in enumerate([village.areas, *towns] if towns else [], 1):
        number = organisation.user(
            writer,
            f"coordinator.{at}@thuis.example",
            _invented_name(village),
            Role.COORDINATOR,
            password=password,
            area_ids=[area_id for area_id, _name, _postcode in areas],
        )
        village.coordinators.append(number)
        village.in_charge |= {area_id: number for area_id, _name, _postcode in areas}


def _volunteers(writer: Writer, village: DemoVillage, wanted: int) -> None:
    while len(village.volunteers) < wanted:
        number = len(village.volunteers)
        name = _invented_name(village)
        area = village.area_of(number, proportions.PEOPLE_A_VOLUNTEER)
        _volunteer(writer, village, f"v{number}@thuis.example", name, "", area)
        writer.pause()
    profiles.on_the_way(writer, village)


def _invented_name(village: DemoVillage) -> str:
    called = village.random.choice(names.WOMEN + names.MEN)
    last, prefix = names.surname(village.random)
    return " ".join(part for part in (called, prefix, last) if part)


def _volunteer(
    writer: Writer,
    village: DemoVillage,
    email: str,
    name: str,
    password: str,
    area: Area,
) -> None:
    number = organisation.user(
        writer, email, name, Role.VOLUNTEER, password=password, area_ids=[area[0]]
    )
    contact = people.person(writer, village, Stage.KNOWN, area)
    profiles.at_work(writer, village, number, contact)
    volunteer = (number, name, area[0])
    village.volunteers.append(volunteer)
    village.volunteers_of.setdefault(area[0], []).append(volunteer)


def _everybody(writer: Writer, village: DemoVillage, wanted: int) -> None:
    stages = [stage for stage, weight in STAGES for _time in range(weight)]
    village.random.shuffle(stages)
    order = [stages[at % len(stages)] for at in range(wanted)]
    cared_for: list[tuple[int, Area]] = []
    known: list[int] = []
    for at, stage in enumerate(order):
        area = village.area_of(at)
        contact_id = writer.next_number("contact")
        _person(writer, village, stage, area)
        if stage is Stage.KNOWN:
            known.append(contact_id)
        elif known:
            people.add_relation(
                writer, village, contact_id, village.random.choice(known[-40:])
            )
        if stage is Stage.PARTICIPANT and at % 10 == 0:
            cared_for.append((contact_id, area))
        by = village.coordinator_of(area[0])
        year.reads(writer, village, contact_id, by)
        writer.pause()
    respite_year.requests(writer, village, cared_for)
    _signals(writer, village, max(4, wanted // PEOPLE_A_SIGNAL))
    _concerns(writer, village, proportions.several(wanted, 1))


def _person(writer: Writer, village: DemoVillage, stage: Stage, area: Area) -> None:
    if stage is Stage.OUTREACH:
        _in_outreach(writer, village, area)
    elif stage in (Stage.PARTICIPANT, Stage.ENDED):
        _visited(writer, village, stage, area)
    else:
        people.person(writer, village, stage, area)


def _in_outreach(writer: Writer, village: DemoVillage, area: Area) -> None:
    contact_id = writer.next_number("contact")
    outreach_year.under_way(writer, village, contact_id, area[0])
    is_informed = village.random.random() < 0.7
    people.person(
        writer,
        village,
        Stage.OUTREACH,
        area,
        informed_on=village.day(1, 9) if is_informed else None,
        inform_by=village.today + timedelta(days=village.random.randint(-3, 25)),
    )
    outreach_year.signal(
        writer,
        village,
        area[0],
        contact_id=contact_id,
        state=SignalState.ACCEPTED,
        days_ago=80,
    )


def _visited(writer: Writer, village: DemoVillage, stage: Stage, area: Area) -> None:
    is_over = stage is Stage.ENDED
    contact_id, by = writer.next_number("contact"), village.coordinator_of(area[0])
    volunteer_id, name, _area = _visitor(village, contact_id, area[0], is_over=is_over)
    since = village.today - timedelta(days=_days_visited(contact_id, is_over=is_over))
    outreach_year.until_contact(writer, village, contact_id, by, since)
    match_id = year.match(
        writer, village, contact_id, volunteer_id, since=since, is_over=is_over
    )
    who = (contact_id, volunteer_id, match_id)
    last = _visits_until_now(writer, village, who, since, is_over=is_over)
    if not is_over:
        _next_visit(writer, village, who)
    people.person(
        writer,
        village,
        stage,
        area,
        registered=since - timedelta(days=100),
        last_visit_on=last,
        open_referrals=year.referrals(writer, village, contact_id, area[0], since),
        volunteer_name="" if is_over else name,
        volunteer_folded="" if is_over else fold(name),
    )
    people.agreements(writer, village, contact_id, by)
    if not is_over:
        village.visited.append((contact_id, volunteer_id))


def _days_visited(contact_id: int, *, is_over: bool) -> int:
    """For how many days: most longer than two years, some came last year or this."""
    some = contact_id * 7 % 240
    if is_over or contact_id // 10 % 10 < LONG_VISITED:
        return 2 * 365 + 30 + some
    return some + (60 if contact_id // 10 % 2 else 365)


def _visitor(
    village: DemoVillage, contact_id: int, area_id: int, *, is_over: bool
) -> Volunteer:
    """A visitor who has room: the two of the example before others for some."""
    near = village.near(area_id)
    start = contact_id % len(near)
    first = [village.volunteers[contact_id // 9 % 2]] if contact_id % 9 == 0 else []
    for found in chain(first, near[start:], near[:start], village.volunteers):
        if village.people_of[found[0], is_over] < proportions.MOST_VISITED:
            village.people_of[found[0], is_over] += 1
            return found
    raise AssertionError("too few volunteers for so many people")


def _visits_until_now(
    writer: Writer,
    village: DemoVillage,
    who: tuple[int, int, int],
    since: date,
    *,
    is_over: bool,
) -> date:
    """Some go on one weekday, at one hour; others as it comes."""
    contact_id = who[0]
    if contact_id % 9 == 0 and not is_over:
        last, hour = 14 - _days_ahead(contact_id), _hour(contact_id)
        return year.visits(writer, village, *who, since=since, last=last, hour=hour)
    last = 70 if is_over else contact_id % 12 + 1
    return year.visits(writer, village, *who, since=since, last=last)


def _days_ahead(contact_id: int) -> int:
    return contact_id // 18 % 3 * 4 if contact_id % 9 == 0 else contact_id % 11


def _hour(contact_id: int) -> time:
    return time((10, 14, 15)[contact_id // 54 % 3], (30, 0, 0)[contact_id // 54 % 3])


def _next_visit(
    writer: Writer, village: DemoVillage, who: tuple[int, int, int]
) -> None:
    """The visit that is planned; and sometimes one that was not reported yet."""
    contact_id = who[0]
    day = village.today + timedelta(days=_days_ahead(contact_id))
    in_rhythm = contact_id % 9 == 0
    for later in (0, 14) if in_rhythm else (0,):
        on = day + timedelta(days=later)
        year.visit(
            writer,
            village,
            *who,
            on,
            starts_at=clock.at(on, _hour(contact_id)),
            is_reported=False,
            made_by_rhythm=in_rhythm and on > village.today,
        )
    if contact_id % 7 == 0:
        missed = village.today - timedelta(days=4)
        year.visit(writer, village, *who, missed, is_reported=False)


def _signals(writer: Writer, village: DemoVillage, many: int) -> None:
    for number in range(many):
        area = village.area_of(number, PEOPLE_A_SIGNAL)
        outreach_year.signal(writer, village, area[0], days_ago=number % 20)
        outreach_year.signal(
            writer,
            village,
            area[0],
            state=SignalState.DECLINED,
            days_ago=30 + number % 600,
        )


def _concerns(writer: Writer, village: DemoVillage, many: int) -> None:
    """Concerns that wait, the first about the person visited last."""
    step = -max(1, len(village.visited) // many)
    for contact_id, volunteer_id in village.visited[::step][:many]:
        _concern(writer, village, contact_id, volunteer_id)


def _concern(
    writer: Writer, village: DemoVillage, contact_id: int, volunteer_id: int
) -> None:
    writer.add(
        "concern",
        id=f"{village.random.getrandbits(128):032x}",
        contact_id=contact_id,
        kind="frailty",
        words="De koelkast was leeg, voor de derde keer. Hij wuift het weg.",
        raised_by=volunteer_id,
        raised_at=village.moment(village.day(1, 1)),
        act_by=village.moment(village.today + timedelta(days=1)),
    )


def _count_people() -> None:
    """Store the number of people of each volunteer."""
    visited = (
        select(func.count(distinct(Match.contact_id)))
        .where(Match.volunteer_id == Profile.user_id, Match.state.in_(OPEN))
        .scalar_subquery()
    )
    db.session.execute(update(Profile).values(people=visited))
