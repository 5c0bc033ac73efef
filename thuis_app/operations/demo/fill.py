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
    agreements,
    before,
    calls,
    couple,
    names,
    organisation,
    outreach_year,
    payments,
    people,
    profiles,
    proportions,
    respite_year,
    running,
    tasks,
    this_week,
    volunteers_year,
    waiting,
    year,
)
from thuis_app.operations.demo.people import (
    STAGES,
    Area,
    DemoVillage,
    Volunteer,
    next_open_day,
    open_day,
    texts_about,
)
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.team.volunteers.models import Volunteer as Profile
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN

NORTHERN = "coordinator.noord"
FIRST_EMAIL = "vrijwilliger@thuis.example"
SECOND_EMAIL = "vrijwilliger.twee@thuis.example"
STAFF: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("coordinator", "Marijke Oosterhuis", (Role.COORDINATOR,)),
    (NORTHERN, "Jan Willem Dijkema", (Role.COORDINATOR,)),
    ("aandacht", "Hiske Wierenga", (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)),
    ("bestuur", "Freerk Zijlstra", (Role.BOARD,)),
    ("penningmeester", "Tjaart Bolhuis", (Role.TREASURER,)),
    ("beheer", "Joël Huizinga", (Role.ADMINISTRATOR,)),
)
PEOPLE_A_SIGNAL, LONG_VISITED = 40, 8
RHYTHM_AT = time(10, 30), time(14), time(15, 30)
OTHERWISE_AT = time(9), time(12), time(13), time(16, 30)
TWO_YEARS, BETWEEN_DECLINED = 2 * 365, 97
REGISTERED_BEFORE = 380, 700
LATELY, UNTOLD, NEW_SIGNALS, DECLINED_EACH = 28, 2, 2, 6
FIRST_MONTHS, FIRST_WEEKS = 2, 17
NORTH = ("Uithuizen", "Uithuizermeeden", "Roodeschool", "Usquert")


def fill(people_wanted: int, seed: int, password: str, *, past: int = 0) -> None:
    """Fill an empty database; the transaction is the caller's.

    `past` are people from before: known once in ten years, and not visited any more.
    """
    village = DemoVillage(Random(seed), clock.today())
    writer = Writer(db.session.connection())
    organisation.begin(writer, village, people_wanted)
    _accounts(writer, village, hash_password(password))
    _volunteers(writer, village, proportions.volunteers(people_wanted))
    _everybody(writer, village, people_wanted)
    before.people_before(writer, village, past)
    writer.finish()
    couple.bring_together(FIRST_EMAIL)
    volunteers_year.worked(writer, village)
    volunteers_year.trained(writer, village)
    payments.account_numbers(writer, village)
    waiting.waiting(
        writer, village, proportions.several(people_wanted, waiting.WAITING)
    )
    writer.finish()
    payments.paid()
    waiting.leaving(village)
    _count_people()
    calls.calls(writer, village)
    this_week.happened(village)
    tasks.everything(writer, village)
    agreements.refused(writer, village, SECOND_EMAIL)
    running.runs(writer, village)
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
            names.full_name(village.random),
            Role.COORDINATOR,
            password=password,
            area_ids=[area_id for area_id, _name, _postcode in areas],
        )
        village.coordinators.append(number)
        village.in_charge |= {area_id: number for area_id, _name, _postcode in areas}


def _volunteers(writer: Writer, village: DemoVillage, wanted: int) -> None:
    while len(village.volunteers) < wanted:
        number = len(village.volunteers)
        name = names.full_name(village.random)
        area = village.area_of(number, proportions.PEOPLE_A_VOLUNTEER)
        _volunteer(writer, village, f"v{number}@thuis.example", name, "", area)
        writer.pause()
    profiles.on_the_way(writer, village)


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
    profiles.at_work(writer, village, number, contact, area[0])
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
        _stays_away(writer, village, stage, area)


def _stays_away(writer: Writer, village: DemoVillage, stage: Stage, area: Area) -> None:
    """A person who is known, or with whom contact stopped lately."""
    contact_id, by = writer.next_number("contact"), village.coordinator_of(area[0])
    if stage is Stage.KNOWN:
        people.person(writer, village, stage, area)
        return
    on, words = village.day(5, 90), before.because(stage, contact_id)[0]
    registered = village.day(*(REGISTERED_BEFORE))
    last = (village.today - registered).days - 30
    no = AttemptOutcome.NOT_NOW
    outreach_year.tries(writer, village, contact_id, by, 3, last, no)
    _signal_about(writer, village, contact_id, area, registered)
    people.person(
        writer,
        village,
        stage,
        area,
        registered=registered,
        stopped_on=on,
        stopped_because=words,
    )
    before.stage_changed(writer, contact_id, by, stage, on, words)


def _in_outreach(writer: Writer, village: DemoVillage, area: Area) -> None:
    contact_id = writer.next_number("contact")
    first = outreach_year.under_way(writer, village, contact_id, area[0])
    registered = _registered(first)
    is_new = (village.today - registered).days < LATELY
    is_untold = is_new and village.is_among("untold", area[0], UNTOLD)
    people.person(
        writer,
        village,
        Stage.OUTREACH,
        area,
        registered=registered,
        **({"informed_on": None} if is_untold else {}),
    )
    _signal_about(writer, village, contact_id, area, registered)


def _registered(first_attempt: date) -> date:
    return open_day(first_attempt - timedelta(days=outreach_year.BEFORE_FIRST))


def _signal_about(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    area: Area,
    registered: date,
) -> None:
    """The signal by which a person came into view, on the day of the registration."""
    outreach_year.signal(
        writer,
        village,
        area[0],
        contact_id=contact_id,
        state=SignalState.ACCEPTED,
        on=registered,
    )


def _visited(writer: Writer, village: DemoVillage, stage: Stage, area: Area) -> None:
    is_over = stage is Stage.ENDED
    contact_id, by = writer.next_number("contact"), village.coordinator_of(area[0])
    volunteer_id, name, _area = _visitor(village, contact_id, area[0], is_over=is_over)
    since = _visited_since(village, contact_id, area, is_over=is_over)
    first = outreach_year.until_contact(writer, village, contact_id, by, since)
    ended = _ended_on(village, contact_id) if is_over else None
    match_id = year.match(writer, contact_id, volunteer_id, since=since, ended=ended)
    who = (contact_id, volunteer_id, match_id)
    last = _visits_until_now(writer, village, who, since, is_over=is_over)
    if not is_over:
        _next_visit(writer, village, who, area[0])
    if (village.today - _registered(first)).days < TWO_YEARS:
        _signal_about(writer, village, contact_id, area, _registered(first))
    people.person(
        writer,
        village,
        stage,
        area,
        registered=_registered(first),
        last_visit_on=last,
        open_referrals=year.referrals(writer, village, contact_id, area[0], since),
        volunteer_name="" if is_over else name,
        volunteer_folded="" if is_over else fold(name),
    )
    people.agreements(writer, village, contact_id, area[0], since, is_over=is_over)
    if ended:
        words = before.because(Stage.ENDED, contact_id)[0]
        before.stage_changed(writer, contact_id, by, Stage.ENDED, ended, words)
    else:
        village.visited.append((contact_id, volunteer_id))


def _last_over(contact_id: int) -> int:
    """How many days ago a person who is not visited any more was, for the last time."""
    return 70 + contact_id % 5 * 70


def _ended_on(village: DemoVillage, contact_id: int) -> date:
    return open_day(village.today - timedelta(days=_last_over(contact_id) - 10))


def _visited_since(
    village: DemoVillage, contact_id: int, area: Area, *, is_over: bool
) -> date:
    """Since when a person is visited; a few for some weeks only."""
    days = _days_visited(contact_id, is_over=is_over)
    is_any = not is_over and contact_id % 9
    if is_any and village.is_among("first month", area[0], FIRST_MONTHS):
        days = FIRST_WEEKS
    return open_day(village.today - timedelta(days=days))


def _days_visited(contact_id: int, *, is_over: bool) -> int:
    """For how many days: most longer than two years, some came last year or this."""
    some = contact_id * 7 % 240
    if is_over or contact_id // 10 % 10 < LONG_VISITED:
        return TWO_YEARS + 30 + some
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
        last, hour = 14 - _days_ahead(village, who), _hour(village, who)
        return year.visits(writer, village, *who, since=since, last=last, hour=hour)
    latest = village.open_days_ago(contact_id % 12 + 1)
    last = _last_over(contact_id) if is_over else (village.today - latest).days
    return year.visits(writer, village, *who, since=since, last=last)


def _days_ahead(village: DemoVillage, who: tuple[int, int, int]) -> int:
    """In how many days the next visit is; only of the first in a rhythm it is today."""
    contact_id, volunteer_id, _match = who
    if contact_id % 9 == 0:
        return (village.people_of[volunteer_id, False] - 1) % 3 * 4
    return 1 + contact_id % 11


def _hour(village: DemoVillage, who: tuple[int, int, int]) -> time:
    """At which hour: no two people of one volunteer in a rhythm at the same time."""
    contact_id, volunteer_id, _match = who
    if contact_id % 9 == 0:
        return RHYTHM_AT[(village.people_of[volunteer_id, False] - 1) // 3 % 3]
    return OTHERWISE_AT[contact_id // 11 % len(OTHERWISE_AT)]


def _next_visit(
    writer: Writer, village: DemoVillage, who: tuple[int, int, int], area_id: int
) -> None:
    """The visit that is planned; and sometimes one that was not reported yet."""
    contact_id, days = who[0], _days_ahead(village, who)
    day = village.today + timedelta(days=days)
    in_rhythm = contact_id % 9 == 0
    for later in (0, 14) if in_rhythm else (0,):
        is_today = in_rhythm and not days + later
        on = day + timedelta(days=later)
        on = on if is_today else next_open_day(on)
        year.visit(
            writer,
            village,
            *who,
            on,
            starts_at=clock.at(on, _hour(village, who)),
            is_reported=False,
            made_by_rhythm=in_rhythm and on > village.today,
        )
    if _is_unreported(village, who, area_id):
        missed = village.open_days_ago(4)
        year.visit(writer, village, *who, missed, is_reported=False)


def _is_unreported(
    village: DemoVillage, who: tuple[int, int, int], area_id: int
) -> bool:
    """Whether a report is missing: one of each volunteer of the example."""
    is_theirs = who[1] in (one[0] for one in village.volunteers[:2])
    return is_theirs and village.is_among(f"unreported by {who[1]}", area_id, 1)


def _signals(writer: Writer, village: DemoVillage, many: int) -> None:
    for number in range(many):
        area_id = village.area_of(number, PEOPLE_A_SIGNAL)[0]
        if village.is_among("signal", area_id, NEW_SIGNALS):
            on = village.open_days_ago(1 + number % 3)
            outreach_year.signal(writer, village, area_id, on=on)
        for each in range(DECLINED_EACH):
            _declined(writer, village, area_id, number * DECLINED_EACH + each)


def _declined(writer: Writer, village: DemoVillage, area_id: int, number: int) -> None:
    """A signal of these two years that was not taken up."""
    days_ago = 30 + number * BETWEEN_DECLINED % (TWO_YEARS - 30)
    on = open_day(village.today - timedelta(days=days_ago))
    state = SignalState.DECLINED
    outreach_year.signal(writer, village, area_id, state=state, on=on)


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
        words=texts_about(contact_id).worry,
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
