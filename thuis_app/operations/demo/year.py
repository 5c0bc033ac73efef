"""Events around the people of the example in the past year."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from thuis_app.core import clock
from thuis_app.operations.demo.people import DemoVillage, at, open_day, texts_about
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.relations.rules import GivenHow
from thuis_app.support.referrals.rules import OPEN, ReferralShare, ReferralState
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState, Rhythm
from thuis_app.visiting.visit_reports.rules import Activity, Happened, Mood
from thuis_app.visiting.visits.rules import VisitState

READS_A_PERSON, BETWEEN_READS = 40, 27
AGREED_SHARES = frozenset({ReferralShare.NAME, ReferralShare.TELEPHONE})
REFERRALS_A_PARTICIPANT = 6
BETWEEN_REFERRALS = 130
STEP, LONGEST_WAY, SETTLED = timedelta(days=4), 26, 45
FORTNIGHT = 14
OPEN_REFERRALS, LATE_REFERRALS, WAITED = 24, 1, 8
MISSED, ASKS_AGAIN = 15, 4
REFERRAL_PATHS: tuple[tuple[ReferralState, ...], ...] = (
    (ReferralState.PROPOSED,),
    (ReferralState.PROPOSED, ReferralState.AGREED),
    (ReferralState.PROPOSED, ReferralState.AGREED, ReferralState.SENT),
    (
        ReferralState.PROPOSED,
        ReferralState.AGREED,
        ReferralState.SENT,
        ReferralState.RECEIVED,
        ReferralState.STARTED,
        ReferralState.LANDED,
    ),
    (
        ReferralState.PROPOSED,
        ReferralState.AGREED,
        ReferralState.SENT,
        ReferralState.RECEIVED,
        ReferralState.STARTED,
        ReferralState.NOT_LANDED,
    ),
    (ReferralState.PROPOSED, ReferralState.DECLINED),
    (
        ReferralState.PROPOSED,
        ReferralState.AGREED,
        ReferralState.SENT,
        ReferralState.RECEIVED,
        ReferralState.STARTED,
        ReferralState.LANDED,
    ),
)


def match(
    writer: Writer,
    contact_id: int,
    volunteer_id: int,
    *,
    since: date,
    ended: date | None = None,
) -> int:
    """A volunteer and a person, together from a day on, and until another."""
    is_buddy = contact_id % 10 == 7
    return writer.add(
        "match",
        contact_id=contact_id,
        volunteer_id=volunteer_id,
        kind=(MatchKind.BUDDY if is_buddy else MatchKind.HOME_VISIT).value,
        state=(MatchState.ENDED if ended else MatchState.ACTIVE).value,
        rhythm=Rhythm.FORTNIGHTLY.value,
        started_on=since,
        ended_on=ended,
        ended_because=EndReason.GOAL_REACHED.value if ended else None,
    )


def introduced(writer: Writer, contact_id: int, volunteer_id: int, since: date) -> int:
    """A volunteer and a person who were found for each other and did not meet yet."""
    return writer.add(
        "match",
        contact_id=contact_id,
        volunteer_id=volunteer_id,
        kind=MatchKind.HOME_VISIT.value,
        state=MatchState.INTRODUCED.value,
        rhythm=Rhythm.FORTNIGHTLY.value,
        started_on=since,
        ended_on=None,
        ended_because=None,
    )


def visits(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    volunteer_id: int,
    match_id: int,
    *,
    since: date,
    last: int,
    hour: time | None = None,
) -> date:
    """A visit every fortnight with its report, from a day on; returns the last day.

    That is so many days ago. Those at a fixed hour are what a rhythm is known by.
    """
    newest = village.today - timedelta(days=last)
    for back in range(0, (newest - since).days + 1, FORTNIGHT):
        day = open_day(newest - timedelta(days=back))
        at_this_hour = clock.at(day, hour) if hour else None
        who = (contact_id, volunteer_id, match_id)
        number = back // FORTNIGHT
        visit(writer, village, *who, day, starts_at=at_this_hour, number=number)
    return open_day(newest)


def visit(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    volunteer_id: int,
    match_id: int,
    day: date,
    *,
    starts_at: Any = None,
    is_reported: bool = True,
    purpose: str = "",
    made_by_rhythm: bool = False,
    number: int = 0,
) -> int:
    """One visit, and what the volunteer wrote about it; the latest has number 0."""
    visit_id = writer.add(
        "visit",
        contact_id=contact_id,
        volunteer_id=volunteer_id,
        match_id=match_id,
        starts_at=starts_at or village.moment(day),
        state=(VisitState.REPORTED if is_reported else VisitState.PLANNED).value,
        purpose=purpose,
        made_by_rhythm=made_by_rhythm,
    )
    if is_reported:
        about = visit_id, contact_id, number
        _report(writer, village, about, volunteer_id, day)
    return visit_id


def _report(
    writer: Writer,
    village: DemoVillage,
    about: tuple[int, int, int],
    volunteer_id: int,
    day: date,
) -> None:
    """What was written: often a word on how it was, now and then what was agreed.

    A door that stays closed at the latest visit asks for a call; of those there are a
    few, so at the latest one everybody is at home.
    """
    visit_id, contact_id, number = about
    random, texts = village.random, texts_about(contact_id)
    was_home = not number or (visit_id * 7 + contact_id) % MISSED > 0
    has_note = was_home and (number + contact_id) % ASKS_AGAIN > 0
    has_agreed = was_home and (number + contact_id) % ASKS_AGAIN == 1
    writer.add(
        "visit_report",
        visit_id=visit_id,
        happened=(Happened.YES if was_home else Happened.NOBODY_HOME).value,
        mood=random.choice((Mood.GOOD, Mood.GOOD, Mood.SO_SO)) if was_home else None,
        minutes=60 if was_home else None,
        activities=frozenset({Activity.COFFEE} if was_home else ()),
        agreed=texts.agreement(contact_id, number) if has_agreed else "",
        note=texts.note(contact_id, number) if has_note else "",
        written_by=volunteer_id,
        written_at=village.moment(day) + timedelta(hours=2),
    )


def referrals(
    writer: Writer, village: DemoVillage, contact_id: int, area_id: int, since: date
) -> int:
    """Referrals of one person, since a day; returns how many are under way."""
    under_way = 0
    if (village.today - since).days < SETTLED:
        return under_way
    for number in range(REFERRALS_A_PARTICIPANT):
        progress = REFERRAL_PATHS[(contact_id + number) % len(REFERRAL_PATHS)]
        is_recent = number == 0
        is_open = progress[-1] in OPEN
        shift = contact_id * 7 % BETWEEN_REFERRALS
        days_ago = 45 + BETWEEN_REFERRALS * (number - 1) + shift
        if is_recent:
            days_ago = _days_under_way(village, area_id)
            is_open = is_open and village.is_among("referral", area_id, OPEN_REFERRALS)
        elif village.today - timedelta(days=days_ago + LONGEST_WAY) < since:
            break
        if progress[-1] in OPEN and not (is_recent and is_open):
            progress = REFERRAL_PATHS[3]
        referral(writer, village, contact_id, area_id, progress, days_ago)
        under_way += progress[-1] in OPEN
    return under_way


def _days_under_way(village: DemoVillage, area_id: int) -> int:
    """For how many days an answer is waited for: some for more than a fortnight."""
    if village.is_among("late referral", area_id, LATE_REFERRALS):
        return village.random.randint(15, 18)
    asked = village.open_days_ago(village.random.randint(1, WAITED))
    return (village.today - asked).days


def referral(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    area_id: int,
    progress: tuple[ReferralState, ...],
    days_ago: int,
) -> None:
    """One referral and the steps it took."""
    since = open_day(village.today - timedelta(days=days_ago))
    was_agreed = ReferralState.AGREED in progress
    steps_after = (
        len(progress) - 1 - progress.index(ReferralState.AGREED) if was_agreed else 0
    )
    agreed_on = open_day(since - STEP * steps_after)
    landed = progress[-1] is ReferralState.LANDED
    by = village.coordinator_of(area_id)
    offerings = village.offerings + village.local.get(area_id, [])
    number = writer.add(
        "referral",
        contact_id=contact_id,
        offering_id=village.random.choice(offerings),
        owner_id=by,
        state=progress[-1].value,
        state_since=since,
        due_on=since + timedelta(days=14) if progress[-1] in OPEN else None,
        why=texts_about(contact_id).story(contact_id).why,
        shares=AGREED_SHARES if was_agreed else frozenset(),
        agreed_on=agreed_on if was_agreed else None,
        agreed_how=GivenHow.SPOKEN.value if was_agreed else None,
        person_says_landed=landed,
        offering_says_landed=landed,
    )
    for back, state in enumerate(reversed(progress)):
        at = village.moment(open_day(since - STEP * back))
        step = {"taken_by": by, "taken_at": at, "state": state.value, "note": ""}
        writer.add("referral_step", referral_id=number, **step)


def reads(writer: Writer, village: DemoVillage, contact_id: int, by: int) -> None:
    """Lines of the audit log: who opened this file, about once a month.

    Every day others, so that a coordinator opens as many in a day as one does.
    """
    writer.repeat(
        "trail_entry",
        "at",
        _when_read(village.today, contact_id % BETWEEN_READS, 9 + contact_id % 8),
        actor_id=by,
        session_id=0,
        role="coordinator",
        deed="contact.opened",
        contact_id=contact_id,
        shown="",
        subject="",
        subject_id="",
        ground="area",
    )


@lru_cache(maxsize=8 * BETWEEN_READS)
def _when_read(today: date, last: int, hour: int) -> list[datetime]:
    days = (
        today - timedelta(days=1 + last + BETWEEN_READS * back)
        for back in range(READS_A_PERSON)
    )
    return [at(day, hour, number % 60) for number, day in enumerate(days)]
