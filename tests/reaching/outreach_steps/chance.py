"""Days, tries, histories and tables as they may come, for what must always hold."""

from datetime import date

from hypothesis import strategies as st

from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach_steps.rules import (
    ALL_DAY,
    MOST_GAPS,
    PROPOSABLE,
    STANDARD,
    AttemptOutcome,
    Channel,
    Table,
    Tried,
    Way,
)

MONDAY = date(2026, 11, 2)

# Month ends, leap days, holidays, and the days on which the clock changes.
ODD_DAYS = [
    date(2024, 2, 29),
    date(2026, 1, 31),
    date(2026, 3, 29),
    date(2026, 4, 3),
    date(2026, 10, 25),
    date(2026, 12, 24),
    date(2026, 12, 31),
    date(2027, 2, 28),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 2, 29),
]

days = st.one_of(
    st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.sampled_from(ODD_DAYS)
)
a_try = st.builds(
    Tried,
    on=days,
    channel=st.sampled_from(Channel),
    part=st.sampled_from(DayPart),
    outcome=st.sampled_from(AttemptOutcome),
)
histories = st.lists(a_try, max_size=14)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table that the settings page would take."""
    least = draw(st.integers(1, 14))
    longer = st.integers(least, 120)
    channels = draw(st.permutations(PROPOSABLE))
    used = channels[: draw(st.integers(3, len(channels)))]
    parts = st.lists(st.sampled_from(ALL_DAY), min_size=1, max_size=3, unique=True)
    return Table(
        gaps=tuple(sorted(draw(st.lists(longer, min_size=1, max_size=MOST_GAPS)))),
        minimum_gap=least,
        after_a_talk=draw(longer),
        not_now_rests=draw(longer),
        ways=tuple(Way(channel, tuple(sorted(draw(parts)))) for channel in used),
    )


any_table = st.one_of(st.just(STANDARD), tables())


def tried(
    on: date,
    channel: Channel = Channel.DOOR,
    part: DayPart = DayPart.MORNING,
    outcome: AttemptOutcome = AttemptOutcome.NOBODY_HOME,
) -> Tried:
    return Tried(on, channel, part, outcome)
