"""What holds whatever happened before, by whichever table."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.reaching.outreach_steps.chance import any_table, days, histories, tried
from thuis_app.core.day_parts import DayPart
from thuis_app.core.holidays import holidays
from thuis_app.reaching.outreach_steps import rules
from thuis_app.reaching.outreach_steps.rules import (
    BY_DAY,
    STANDARD,
    UNANSWERED,
    AttemptOutcome,
    Channel,
    OutreachReason,
    OutreachStep,
    StepReason,
    Table,
    Tried,
)


def keeps_away(step: OutreachStep, history: list[Tried], table: Table) -> bool:
    """Whether a proposal leaves the minimum gap to everything that was tried."""
    gap = timedelta(days=table.minimum_gap)
    return all(step.on - one.on >= gap for one in history)


@given(histories, days, any_table)
def test_nothing_is_ever_proposed_within_the_minimum_gap(
    history: list[Tried], today: date, table: Table
) -> None:
    step = rules.propose_next(history, today, table)

    assert step.on >= today and not step.is_given
    assert keeps_away(step, history, table)


@given(histories, days, days, any_table)
def test_not_after_resting_either(
    history: list[Tried], until: date, today: date, table: Table
) -> None:
    step = rules.rest(history, until, today, table)

    assert step.on >= max(until, today)
    assert keeps_away(step, history, table)
    assert step.resting


@given(histories, days, any_table, st.booleans())
def test_the_proposal_is_one_that_can_be_done(
    history: list[Tried], today: date, table: Table, has_telephone: bool
) -> None:
    step = rules.propose_next(history, today, table, has_telephone=has_telephone)

    assert step.on.weekday() != 6
    assert step.on not in holidays(step.on.year)
    assert step.channel in {way.channel for way in table.ways} | {Channel.DOOR}
    if step.why.reason is not OutreachReason.SAME_AGAIN:
        assert step.part in (table.parts_of(step.channel) or BY_DAY)
        assert has_telephone or step.channel is not Channel.TELEPHONE


@given(histories.filter(bool), days, any_table)
def test_unanswered_means_another_way(
    history: list[Tried], today: date, table: Table
) -> None:
    last = max(history, key=lambda one: one.when)
    assume(last.outcome in UNANSWERED)
    assume(sum(one.when == last.when for one in history) == 1)

    step = rules.propose_next(history, today, table)

    assert step.channel is not last.channel


@given(histories, days, any_table)
def test_the_order_in_which_it_was_typed_does_not_matter(
    history: list[Tried], today: date, table: Table
) -> None:
    assume(len({one.when for one in history}) == len(history))

    backwards = rules.propose_next(history[::-1], today, table)

    assert backwards == rules.propose_next(history, today, table)


@given(histories, days, days, any_table)
def test_not_now_is_left_alone_as_long_as_the_table_says_and_not_for_ever(
    around: list[Tried], on: date, today: date, table: Table
) -> None:
    last = tried(on, outcome=AttemptOutcome.NOT_NOW)
    before = [one for one in around if one.when < last.when]
    in_vain = [one for one in around if one.outcome in UNANSWERED]
    history = [*before, last, *in_vain]

    step = rules.propose_next(history, today, table)

    assert step.on >= last.on + timedelta(days=table.not_now_rests)
    longest = max(table.not_now_rests, table.after_a_talk, *table.gaps) + 5
    newest = max(one.on for one in history)
    assert step.on <= max(newest, today) + timedelta(days=longest)


@given(days, st.integers(6, 14), any_table)
def test_who_follows_the_proposals_waits_longer_and_longer(
    today: date, rounds: int, table: Table
) -> None:
    steps = rules.unanswered(table, today, rounds)

    gaps = [*table.gaps, *[table.gaps[-1]] * rounds]
    for (one, other), gap in zip(pairwise(steps), gaps, strict=False):
        assert timedelta(days=gap) <= other.on - one.on <= timedelta(days=gap + 4)
    first = steps[: len(table.ways)]
    assert {step.channel for step in first} == {way.channel for way in table.ways}


@dataclass
class Life:
    """One plan as it goes by, kept by the rules alone."""

    today: date
    table: Table
    history: list[Tried] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.step = rules.propose_next([], self.today, self.table)

    def note(self, new: Tried, again_on: date | None) -> None:
        self.history.append(new)
        self.step = rules.after(
            self.history,
            new,
            self.today,
            self.table,
            again_on=again_on,
            standing=self.step,
        )


an_event = st.tuples(
    st.integers(0, 40),
    st.integers(0, 60),
    st.sampled_from(Channel),
    st.sampled_from(DayPart),
    st.sampled_from(
        [one for one in AttemptOutcome if one is not AttemptOutcome.REFUSED]
    ),
    st.one_of(st.none(), st.integers(0, 90)),
    st.booleans(),
)


@given(days, any_table, st.lists(an_event, min_size=1, max_size=12))
def test_in_a_whole_life_no_proposal_comes_too_soon_and_what_was_given_stands(
    start: date,
    table: Table,
    events: list[tuple[int, int, Channel, DayPart, AttemptOutcome, int | None, bool]],
) -> None:
    """Days go by; tries are written down late; days are agreed; rests are asked for."""
    life = Life(start, table)
    for passed, ago, channel, part, outcome, ahead, rests in events:
        life.today += timedelta(days=passed)
        stood = life.step
        if rests:
            until = life.today + timedelta(days=ago)
            life.step = rules.rest(life.history, until, life.today, table)
            continue
        again_on = None if ahead is None else life.today + timedelta(days=ahead)
        new = Tried(life.today - timedelta(days=ago), channel, part, outcome)
        life.note(new, again_on)

        if not life.step.is_given:
            assert life.step.on >= life.today
        if life.step.why.reason not in (OutreachReason.AGREED, OutreachReason.ASKED):
            assert keeps_away(life.step, life.history, table) or life.step is stood
        if stood.is_given and new.outcome in UNANSWERED and stood.on > new.on:
            assert life.step is stood


@given(days, any_table)
def test_a_no_that_was_taken_back_begins_anew_and_not_too_soon(
    today: date, table: Table
) -> None:
    no = tried(today, outcome=AttemptOutcome.REFUSED)

    step = rules.propose_next([tried(today - timedelta(30)), no], today, table)

    assert step.why == StepReason(OutreachReason.FIRST)
    assert keeps_away(step, [no], table)


@given(st.sampled_from(OutreachReason), st.integers(0, 99), st.sampled_from(DayPart))
def test_a_reason_reads_back_as_it_was_stored(
    reason: OutreachReason, times: int, part: DayPart
) -> None:
    assert StepReason.read(str(StepReason(reason, times, part))) == StepReason(
        reason, times, part
    )


def test_the_table_one_begins_with_is_a_table_that_can_be_saved() -> None:
    assert rules.faults(STANDARD) == {}
