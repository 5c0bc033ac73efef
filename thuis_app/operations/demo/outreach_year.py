"""Outreach of the example."""

from datetime import date, timedelta

from thuis_app.core.day_parts import DayPart
from thuis_app.operations.demo import names
from thuis_app.operations.demo.people import (
    ONE_DAY,
    DemoVillage,
    is_woman,
    next_open_day,
    open_day,
    street_of,
    texts_about,
)
from thuis_app.operations.demo.writer import Writer
from thuis_app.reaching.outreach_steps import rules as outreach
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel, Tried
from thuis_app.reaching.signals.rules import Declined, Reporter, SignalState

DOOR, CARD, TELEPHONE = Channel.DOOR, Channel.CARD, Channel.TELEPHONE
WAYS = (CARD, DOOR, DOOR, TELEPHONE)
PARTS = (DayPart.MORNING, DayPart.AFTERNOON, DayPart.MORNING)
UNANSWERED = (AttemptOutcome.NOBODY_HOME, AttemptOutcome.HEARD_INSIDE)
ANSWERS = (None, None, None, AttemptOutcome.TALK_AT_DOOR, AttemptOutcome.NOT_NOW)
HOW_OFTEN = (1, 2, 3, 3, 4, 4, 5)
DUE_ATTEMPTS, OVERDUE, JUST_BEGUN = 1, 1, 3
BEFORE_FIRST = 4
DECLINED = (
    Declined.OTHER_HELP,
    Declined.NO_REASON_TO_WORRY,
    Declined.OUTSIDE_AREA,
    Declined.NOT_ENOUGH_KNOWN,
)
REPORTERS = (
    (Reporter.NEIGHBOUR, "Ria Doornbos"),
    (Reporter.DOCTOR, "Praktijk Winsum"),
    (Reporter.CHURCH, "Dominee Pastoor"),
    (Reporter.FAMILY, "Anneke Bos"),
    (Reporter.NURSE, "Wijkteam Hunsingo"),
    (Reporter.LANDLORD, "Gerda Smid"),
    (Reporter.NEIGHBOUR, "Henk Wolthuis"),
)
"""Who gives a signal, and under which name."""


def tries(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    by: int,
    many: int,
    last: int,
    ends_in: AttemptOutcome | None = None,
) -> list[Tried]:
    """Attempts to reach a person, each after the gap of the table; the last one was so
    many days ago."""
    history: list[Tried] = []
    for number, days in enumerate(_days_ago(many, last)):
        is_last = number == many - 1
        channel, outcome = _met(village, number, ends_in if is_last else None)
        day = open_day(village.today - timedelta(days=days))
        part = PARTS[(number + contact_id) % len(PARTS)]
        history.append(Tried(day, channel, part, outcome))
        attempt(writer, village, contact_id, by, history[-1])
    return history


def _days_ago(many: int, last: int) -> list[int]:
    """How many days ago each attempt was, the first one first."""
    days = [last]
    for number in range(many - 1, 0, -1):
        days.append(days[-1] + outreach.STANDARD.gap_after(number).days)
    return days[::-1]


def _met(
    village: DemoVillage, number: int, answer: AttemptOutcome | None
) -> tuple[Channel, AttemptOutcome]:
    """How it was tried and what came of it: nobody answers a card."""
    channel = WAYS[number % len(WAYS)]
    if answer is not None:
        return (TELEPHONE if channel is TELEPHONE else DOOR), answer
    if channel is not DOOR:
        return channel, AttemptOutcome.NOBODY_HOME
    return channel, village.random.choice(UNANSWERED)


def until_contact(
    writer: Writer, village: DemoVillage, contact_id: int, by: int, since: date
) -> date:
    """As many attempts as it took, the last one days before the visits began; returns
    the day of the first."""
    many = village.random.choice((1, 2, 2, 3, 3, 4, 5, 6))
    last = (village.today - since).days + 10
    ends_in = AttemptOutcome.GOOD_TALK
    return tries(writer, village, contact_id, by, many, last, ends_in)[0].on


def under_way(
    writer: Writer, village: DemoVillage, contact_id: int, area_id: int
) -> date:
    """Attempts, and what comes next; some spoke to us already, some said 'not now'.

    Returns the day of the first. The next one lies ahead for all but a few.
    """
    many = village.random.choice(HOW_OFTEN)
    if many == 1 and not village.is_among("just begun", area_id, JUST_BEGUN):
        many = 2
    ends_in = village.random.choice(ANSWERS)
    gap = outreach.STANDARD.gap_after(many).days
    last = village.random.randint(1, min(gap, outreach.STANDARD.after_a_talk) - 1)
    is_due = village.is_among("attempt", area_id, DUE_ATTEMPTS)
    if is_due:
        many, ends_in, last = 3, None, outreach.STANDARD.gap_after(3).days + OVERDUE
    by = village.coordinator_of(area_id)
    history = tries(writer, village, contact_id, by, many, last, ends_in)
    plan(writer, village, contact_id, area_id, history, is_due=is_due)
    return history[0].on


def attempt(
    writer: Writer, village: DemoVillage, contact_id: int, by: int, tried: Tried
) -> None:
    """One attempt, written down."""
    writer.add(
        "attempt",
        contact_id=contact_id,
        made_on=tried.on,
        day_part=tried.part.value,
        channel=tried.channel.value,
        outcome=tried.outcome.value,
        note=village.random.choice(_notes(contact_id, tried)),
        made_by=by,
        recorded_at=village.moment(tried.on),
    )


def _notes(contact_id: int, tried: Tried) -> tuple[str, ...]:
    """What may have been written at such an attempt."""
    known = texts_about(contact_id)
    if tried.outcome is AttemptOutcome.NOT_NOW:
        return known.not_now
    if tried.outcome in outreach.REACHED:
        return known.talked
    by_channel = {CARD: known.posted, TELEPHONE: known.by_telephone}
    return by_channel.get(tried.channel, known.visit_try_notes)


def plan(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    area_id: int,
    history: list[Tried],
    *,
    is_due: bool,
) -> None:
    """The next step by the rules of outreach; moved to tomorrow where it is not due."""
    last = history[-1]
    step = outreach.after(history, last, last.on, outreach.STANDARD)
    tomorrow = next_open_day(village.today + ONE_DAY)
    near = village.near(area_id)
    goes = near[contact_id % len(near)][0]
    writer.add(
        "outreach_plan",
        contact_id=contact_id,
        is_open=True,
        next_on=step.on if is_due else max(step.on, tomorrow),
        channel=step.channel.value,
        day_part=step.part.value,
        reason=str(step.why),
        attempts=len(history),
        resting=step.resting,
        resting_because="Liever na de feestdagen." if step.resting else "",
        assigned_to=goes if contact_id % 4 == 0 else None,
    )


def signal(
    writer: Writer,
    village: DemoVillage,
    area_id: int,
    *,
    contact_id: int | None = None,
    state: SignalState = SignalState.NEW,
    on: date,
) -> int:
    """A signal that came in on a day, about a person or about a person unknown yet."""
    random, by = village.random, village.coordinator_of(area_id)
    number = writer.next_number("signal")
    is_handled = state is not SignalState.NEW
    declined = (
        DECLINED[number % len(DECLINED)] if state is SignalState.DECLINED else None
    )
    reporter, name = REPORTERS[(number + number // len(REPORTERS)) % len(REPORTERS)]
    about = contact_id or number * 3
    noticed = texts_about(about).noticed
    return writer.add(
        "signal",
        area_id=area_id,
        state=state.value,
        who=who_at(about),
        noticed=noticed[about % len(noticed)],
        reporter=reporter.value,
        reporter_name=name,
        reporter_telephone=f"+3150555{1700 + number % 90:04d}",
        may_be_named=random.random() < 0.6,
        may_hear_back=True,
        received_at=village.moment(on),
        received_by=by,
        contact_id=contact_id,
        declined_because=declined.value if declined else None,
        decided_by=by if is_handled else None,
        decided_at=village.moment(on) + timedelta(hours=1) if is_handled else None,
    )


def who_at(contact_id: int) -> str:
    """Whom a neighbour means who does not know the name."""
    neighbours_word = "Een mevrouw" if is_woman(contact_id) else "Een meneer"
    return f"{neighbours_word} {names.at_street(street_of(contact_id))}"
