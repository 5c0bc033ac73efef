"""Outreach of the example."""

from datetime import date, timedelta

from thuis_app.core.day_parts import DayPart
from thuis_app.operations.demo import names
from thuis_app.operations.demo.people import DemoVillage
from thuis_app.operations.demo.writer import Writer
from thuis_app.reaching.outreach_steps import rules as outreach
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel, Tried
from thuis_app.reaching.signals.rules import Declined, Reporter, SignalState


def tries(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    by: int,
    many: int,
    last: int,
    ends_in: AttemptOutcome | None = None,
) -> list[Tried]:
    """Attempts to reach a person, the last one so many days ago."""
    history: list[Tried] = []
    day = village.today - timedelta(days=last + 12 * (many - 1))
    for number in range(many):
        channel = (Channel.CARD, Channel.DOOR, Channel.DOOR, Channel.TELEPHONE)[
            number % 4
        ]
        part = (DayPart.MORNING, DayPart.MORNING, DayPart.AFTERNOON)[number % 3]
        outcome = village.random.choice(
            (AttemptOutcome.NOBODY_HOME, AttemptOutcome.HEARD_INSIDE)
        )
        if number == many - 1:
            outcome = ends_in or outcome
        history.append(Tried(day, channel, part, outcome))
        attempt(writer, village, contact_id, by, history[-1])
        day += timedelta(days=12)
    return history


def until_contact(
    writer: Writer, village: DemoVillage, contact_id: int, by: int, since: date
) -> None:
    """As many attempts as it took, the last one days before the visits began."""
    many = village.random.choice((1, 2, 2, 3, 3, 4, 5, 7))
    last = (village.today - since).days + 10
    tries(writer, village, contact_id, by, many, last, AttemptOutcome.GOOD_TALK)


def under_way(
    writer: Writer, village: DemoVillage, contact_id: int, area_id: int
) -> None:
    """Attempts, and what comes next; some spoke to us already, some said 'not now'."""
    answers = (None, None, None, AttemptOutcome.TALK_AT_DOOR, AttemptOutcome.NOT_NOW)
    many, last = village.random.randint(1, 5), village.random.randint(1, 20)
    ends_in = village.random.choice(answers)
    by = village.coordinator_of(area_id)
    history = tries(writer, village, contact_id, by, many, last, ends_in)
    plan(writer, village, contact_id, area_id, history)


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
        note=village.random.choice(names.ATTEMPT_NOTES),
        made_by=by,
        recorded_at=village.moment(tried.on),
    )


def plan(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    area_id: int,
    history: list[Tried],
) -> None:
    """The next step by the rules of outreach."""
    last = history[-1]
    step = outreach.after(history, last, last.on, outreach.STANDARD)
    near = village.near(area_id)
    goes = near[contact_id % len(near)][0]
    writer.add(
        "outreach_plan",
        contact_id=contact_id,
        is_open=True,
        next_on=step.on,
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
    days_ago: int = 0,
) -> None:
    """A signal."""
    random = village.random
    day, by = village.today - timedelta(days=days_ago), village.coordinator_of(area_id)
    is_handled = state is not SignalState.NEW
    declined = Declined.OTHER_HELP if state is SignalState.DECLINED else None
    writer.add(
        "signal",
        area_id=area_id,
        state=state.value,
        who=f"Een mevrouw aan de {random.choice(names.STREETS)}",
        noticed=random.choice(names.NOTICED),
        reporter=random.choice((Reporter.NEIGHBOUR, Reporter.DOCTOR, Reporter.CHURCH)),
        reporter_name="Ria Doornbos",
        reporter_telephone="+31505550170",
        may_be_named=random.random() < 0.6,
        may_hear_back=True,
        received_at=village.moment(day),
        received_by=by,
        contact_id=contact_id,
        declined_because=declined,
        decided_by=by if is_handled else None,
        decided_at=village.moment(day) if is_handled else None,
    )
