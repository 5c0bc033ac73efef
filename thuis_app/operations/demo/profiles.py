"""The cards of the volunteers of the example, and those who are not there yet."""

from datetime import date, timedelta
from itertools import product

from thuis_app.core.actors import Role
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.day_parts import DayPart
from thuis_app.operations.demo import names, organisation, proportions
from thuis_app.operations.demo.people import Area, DemoVillage, at
from thuis_app.operations.demo.writer import Writer
from thuis_app.team.volunteers.rules import (
    VALID_MONTHS,
    Requirement,
    VolunteerStage,
    review_by,
)

BY_DAY = tuple(product(range(6), (DayPart.MORNING, DayPart.AFTERNOON)))
IN_THE_EVENING = tuple((weekday, DayPart.EVENING) for weekday in range(5))
ALSO_SPOKEN = (
    SpokenLanguage.GRONINGS,
    SpokenLanguage.GRONINGS,
    SpokenLanguage.GERMAN,
    SpokenLanguage.ENGLISH,
)
SOON, LATER = 21, 74
SOON_OFF, SHORT_BREAK = 4, 2
RUNS_OUT = {3: SOON, 7: LATER}
"""Of whom among so many a certificate runs out, and in how many days."""

WANTS_TO_TALK = 5
AMONG = proportions.PEOPLE_A_COORDINATOR // proportions.PEOPLE_A_VOLUNTEER
NEWCOMERS = (
    ("Femke Wiersma", VolunteerStage.APPLIED, (Requirement.AGREEMENT,)),
    ("Omar Haddad", VolunteerStage.INTERESTED, ()),
)
HAS_A_BREAK = "Klaas Bulthuis"


def at_work(
    writer: Writer, village: DemoVillage, user_id: int, contact_id: int, area_id: int
) -> None:
    """A volunteer who visits people, and of whom everything is in order."""
    number, since = len(village.volunteers), village.day(60, 900)
    _profile(writer, village, user_id, VolunteerStage.ACTIVE, since, contact_id)
    for requirement in Requirement:
        until = review_by(since, VALID_MONTHS[requirement])
        if requirement is Requirement.VOG and number % AMONG in RUNS_OUT:
            until = village.today + timedelta(days=RUNS_OUT[number % AMONG])
        _seen(writer, village, user_id, requirement, since, until)
    _change(writer, village, user_id, VolunteerStage.ACTIVE, since)
    if number % 6 == 4:
        _block(writer, village, user_id, area_id)
    if number % AMONG == WANTS_TO_TALK:
        asked_at = village.moment(village.today - timedelta(days=1))
        writer.add("talk_wish", user_id=user_id, asked_by=user_id, asked_at=asked_at)


def on_the_way(writer: Writer, village: DemoVillage) -> None:
    """In every town two who are not there yet, and one who has a break."""
    _on_the_way(writer, village, village.areas[0], "")
    for number, town in enumerate(organisation.towns(village), 2):
        _on_the_way(writer, village, town[0], str(number))


def _on_the_way(writer: Writer, village: DemoVillage, area: Area, mark: str) -> None:
    for number, (name, stage, seen) in enumerate(NEWCOMERS):
        user_id = _account(writer, village, name, area, mark)
        village.newcomers.append(user_id)
        since = village.day(6, 20)
        _profile(writer, village, user_id, stage, since, None, has_talked=bool(seen))
        for requirement in seen:
            _seen(writer, village, user_id, requirement, since, None)
        steps = (VolunteerStage.INTERESTED, VolunteerStage.APPLIED)[: 2 - number]
        for step in steps:
            _change(writer, village, user_id, step, since)
    _on_a_break(writer, village, _account(writer, village, HAS_A_BREAK, area, mark))


def has_left(
    writer: Writer, village: DemoVillage, user_id: int, since: date, until: date
) -> None:
    """A volunteer of earlier years, who has left."""
    _profile(writer, village, user_id, VolunteerStage.LEFT, until, None, began=since)
    _change(writer, village, user_id, VolunteerStage.LEFT, until)


def _on_a_break(writer: Writer, village: DemoVillage, user_id: int) -> None:
    since = village.day(20, 40)
    _profile(writer, village, user_id, VolunteerStage.PAUSED, since, None)
    for requirement in Requirement:
        until = review_by(since, VALID_MONTHS[requirement])
        _seen(writer, village, user_id, requirement, since, until)
    _change(writer, village, user_id, VolunteerStage.PAUSED, since)


def _account(
    writer: Writer, village: DemoVillage, name: str, area: Area, mark: str
) -> int:
    """An account in a village; where it has a mark, the last name is another."""
    called = name.split()[0]
    if mark:
        last, prefix = names.surname(village.random)
        name = " ".join(part for part in (called, prefix, last) if part)
    email = f"{called.lower()}{mark}@thuis.example"
    return organisation.user(writer, email, name, Role.VOLUNTEER, area_ids=[area[0]])


def _profile(
    writer: Writer,
    village: DemoVillage,
    user_id: int,
    stage: VolunteerStage,
    since: date,
    contact_id: int | None,
    *,
    has_talked: bool = True,
    began: date | None = None,
) -> None:
    random, until = village.random, village.today + timedelta(days=25)
    spoken = {SpokenLanguage.DUTCH, random.choice(ALSO_SPOKEN)}
    liked = random.sample(tuple(Interest), random.randint(2, 4))
    writer.add(
        "volunteer",
        user_id=user_id,
        contact_id=contact_id,
        stage=stage.value,
        stage_since=since,
        paused_until=until if stage is VolunteerStage.PAUSED else None,
        talked_on=since if has_talked else None,
        since=began or since,
        until=since if stage is VolunteerStage.LEFT else None,
        drives=random.random() < 0.5,
        pets_ok=random.random() < 0.8,
        smoke_ok=random.random() < 0.6,
        languages=frozenset(spoken),
        interests=frozenset(liked),
    )
    times = random.sample(BY_DAY, random.randint(3, 6)) + random.sample(
        IN_THE_EVENING, random.randint(0, 1)
    )
    for weekday, part in times:
        writer.add(
            "volunteer_time", user_id=user_id, weekday=weekday, day_part=part.value
        )


def _seen(
    writer: Writer,
    village: DemoVillage,
    user_id: int,
    requirement: Requirement,
    seen_on: date,
    until: date | None,
) -> None:
    writer.add(
        "volunteer_requirement",
        user_id=user_id,
        requirement=requirement.value,
        requested_on=seen_on - timedelta(days=9),
        met_on=seen_on,
        seen_by=village.coordinators[0],
        review_by=until,
    )


def _change(
    writer: Writer,
    village: DemoVillage,
    user_id: int,
    stage: VolunteerStage,
    since: date,
) -> None:
    writer.add(
        "volunteer_change",
        user_id=user_id,
        stage=stage.value,
        since=since,
        recorded_by=village.coordinators[0],
        recorded_at=at(since, 16, 0),
    )


def _block(writer: Writer, village: DemoVillage, user_id: int, area_id: int) -> None:
    """Days off: of one volunteer soon, of the others after what is planned now."""
    is_soon = village.is_among("days off", area_id, 1)
    first = village.today + timedelta(
        days=SOON_OFF if is_soon else village.random.randint(24, 40)
    )
    days = SHORT_BREAK if is_soon else village.random.randint(4, 14)
    writer.add(
        "volunteer_block",
        user_id=user_id,
        from_on=first,
        until_on=first + timedelta(days=days),
        note="Vakantie",
    )
