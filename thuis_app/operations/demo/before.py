"""People of the example from before: once in view, in ten years, and not visited now.

Some said 'not now', some were visited for a while and managed again, some moved or
died; some are spoken now and then.
"""

from datetime import date, timedelta

from thuis_app.core.actors import Role
from thuis_app.operations.demo import (
    names,
    organisation,
    outreach_year,
    people,
    profiles,
)
from thuis_app.operations.demo.people import DemoVillage, Volunteer, open_day
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import STOPPED, ContactRoleKind, Stage
from thuis_app.people.notes.rules import Direction, NoteChannel
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState, Rhythm

STAGES = (
    *(Stage.ENDED, Stage.DECEASED, Stage.KNOWN, Stage.ENDED, Stage.NO_CONTACT),
    *(Stage.ENDED, Stage.MOVED, Stage.DECEASED, Stage.KNOWN, Stage.ENDED),
)
WAS_VISITED = frozenset({Stage.ENDED, Stage.DECEASED, Stage.MOVED})
BECAUSE = {
    Stage.ENDED: (
        ("Redt het weer met de buren en het café.", EndReason.GOAL_REACHED),
        ("Gaat nu naar de dagopvang.", EndReason.PERSON_STOPS),
        (
            "Zingt weer bij het koor en heeft geen bezoek meer nodig.",
            EndReason.GOAL_REACHED,
        ),
    ),
    Stage.DECEASED: (("Bericht van de familie.", EndReason.DECEASED),),
    Stage.MOVED: (
        ("Woont nu bij de kinderen in de stad.", EndReason.MOVED),
        ("Naar een verzorgingshuis buiten ons gebied.", EndReason.MOVED),
    ),
    Stage.NO_CONTACT: (
        ("Wil geen bezoek, ook later niet.", EndReason.PERSON_STOPS),
        ("Vroeg om niet meer te komen.", EndReason.PERSON_STOPS),
    ),
}
SPOKEN = (
    "Gebeld voor de verjaardag. Alles gaat goed.",
    "Kwam langs in het café, met de buurvrouw.",
    "Gebeld hoe het gaat. Bezoek is nu niet nodig.",
    "Gesproken op de markt. Wil graag gevraagd worden voor de bus.",
    "Belde zelf, om te vragen wanneer de soep is.",
)
TEN_YEARS, SINCE_STOPPED = 3_650, 70
LONGEST_HELD, SHORTEST_HELD = 900, 120
SPOKEN_EVERY, CALLED_AGAIN = 90, 6
PEOPLE_A_VOLUNTEER = 9
"""Whom one volunteer of those years got to know, one after the other."""


def people_before(writer: Writer, village: DemoVillage, many: int) -> None:
    """So many people of ten years, with those who visited them then."""
    left: list[Volunteer] = []
    for number in range(many):
        if number % PEOPLE_A_VOLUNTEER == 0:
            left.append(_volunteer_who_left(writer, village, number))
        _person(writer, village, number, left[-1])
        writer.pause()


def _person(
    writer: Writer, village: DemoVillage, number: int, volunteer: Volunteer
) -> None:
    stage, area = STAGES[number % len(STAGES)], village.area_of(number)
    contact_id, by = writer.next_number("contact"), village.coordinator_of(area[0])
    registered = village.day(SINCE_STOPPED + SHORTEST_HELD, TEN_YEARS)
    ended = _ended(village, registered)
    words, reason = because(stage, number // len(STAGES))
    is_stopped, is_over = stage in STOPPED, stage in WAS_VISITED
    people.person(
        writer,
        village,
        stage,
        area,
        registered=registered,
        role=ContactRoleKind.OLDER_PERSON,
        stopped_on=ended if is_stopped else None,
        stopped_because=words if is_stopped else "",
    )
    _tried(writer, village, contact_id, by, registered, is_over=is_over)
    if is_over:
        since = open_day(registered + timedelta(days=30))
        who = contact_id, volunteer[0]
        _match(writer, who, since, ended, reason)
        people.agreements(writer, village, contact_id, area[0], since, is_over=True)
    if stage is Stage.KNOWN:
        _spoken(writer, village, contact_id, by, number)
    else:
        stage_changed(writer, contact_id, by, stage, ended, words)


def _ended(village: DemoVillage, registered: date) -> date:
    held = village.random.randint(SHORTEST_HELD, LONGEST_HELD)
    last = village.today - timedelta(days=SINCE_STOPPED)
    return open_day(min(registered + timedelta(days=held), last))


def because(stage: Stage, number: int) -> tuple[str, EndReason]:
    """Why contact ended, in words and as the reason of a match."""
    found = BECAUSE.get(stage, (("", EndReason.GOAL_REACHED),))
    return found[number % len(found)]


def _tried(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    by: int,
    registered: date,
    *,
    is_over: bool,
) -> None:
    """The attempts of those days: it came to a talk, or to no."""
    ends_in = AttemptOutcome.GOOD_TALK if is_over else AttemptOutcome.NOT_NOW
    last = (village.today - registered).days - 20
    outreach_year.tries(writer, village, contact_id, by, 2, last, ends_in)


def _match(
    writer: Writer,
    who: tuple[int, int],
    since: date,
    ended: date,
    reason: EndReason,
) -> None:
    """A match of then; what was written at its visits is not kept for so long."""
    contact_id, volunteer_id = who
    writer.add(
        "match",
        contact_id=contact_id,
        volunteer_id=volunteer_id,
        kind=MatchKind.HOME_VISIT.value,
        state=MatchState.ENDED.value,
        rhythm=Rhythm.MONTHLY.value,
        started_on=since,
        ended_on=ended,
        ended_because=reason.value,
    )


def stage_changed(
    writer: Writer, contact_id: int, by: int, stage: Stage, on: date, words: str
) -> None:
    """The line of the file that says since when, and why."""
    before = Stage.PARTICIPANT if stage in WAS_VISITED else Stage.OUTREACH
    writer.add(
        "stage_change",
        contact_id=contact_id,
        came_from=before.value,
        stage=stage.value,
        happened_on=on,
        because=words,
        recorded_by=by,
        recorded_at=people.at(on, 15, 30),
    )


def _spoken(
    writer: Writer, village: DemoVillage, contact_id: int, by: int, number: int
) -> None:
    """A person who is called now and then: the last time, in the past months."""
    on = open_day(village.today - timedelta(days=3 + number * 7 % SPOKEN_EVERY))
    writer.add(
        "note",
        contact_id=contact_id,
        text=SPOKEN[number // 2 % len(SPOKEN)],
        with_whom="",
        channel=NoteChannel.TELEPHONE.value,
        direction=Direction.OUTGOING.value,
        said_on=on,
        written_by=by,
        written_at=people.at(on, 11, 0),
    )
    if len(village.called_again) < CALLED_AGAIN:
        village.called_again.append(contact_id)


def _volunteer_who_left(writer: Writer, village: DemoVillage, number: int) -> Volunteer:
    """A person who visited people in those years; the account has ended."""
    area = village.area_of(number)
    name = names.full_name(village.random)
    since = village.day(TEN_YEARS // 2, TEN_YEARS)
    ended = open_day(since + timedelta(days=700 + number))
    user_id = organisation.user(
        writer, "", name, Role.VOLUNTEER, area_ids=[area[0]], ended_on=ended
    )
    profiles.has_left(writer, village, user_id, since, ended)
    return user_id, name, area[0]
