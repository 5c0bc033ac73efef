from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from thuis_app.core.day_parts import DayPart
from thuis_app.outreach import rules
from thuis_app.outreach.rules import (
    BY_DAY,
    GAPS,
    MINIMUM_GAP,
    MOST_PROPOSED,
    PARTS,
    UNANSWERED,
    Channel,
    Outcome,
    Reason,
    Tried,
    Why,
)

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")

MONDAY = date(2026, 11, 2)

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
a_try = st.builds(
    Tried,
    on=days,
    channel=st.sampled_from(Channel),
    part=st.sampled_from(DayPart),
    outcome=st.sampled_from(Outcome),
)
histories = st.lists(a_try, max_size=14)


def tried(
    on: date,
    channel: Channel = Channel.DOOR,
    part: DayPart = DayPart.MORNING,
    outcome: Outcome = Outcome.NOBODY_HOME,
) -> Tried:
    return Tried(on, channel, part, outcome)


@given(histories, days)
def test_nothing_is_ever_proposed_within_the_minimum_gap(
    history: list[Tried], today: date
) -> None:
    step = rules.propose_next(history, today)

    assert step.on >= today
    assert all(step.on - one.on >= MINIMUM_GAP for one in history)


@given(histories, days, days)
def test_not_after_resting_either(
    history: list[Tried], until: date, today: date
) -> None:
    step = rules.rest(history, until, today)

    assert step.on >= max(until, today)
    assert all(step.on - one.on >= MINIMUM_GAP for one in history)
    assert step.resting


@given(histories.filter(bool), days, st.one_of(st.none(), days))
def test_whatever_happened_there_is_a_next_day(
    history: list[Tried], today: date, again_on: date | None
) -> None:
    assume(again_on is None or again_on >= today)

    step = rules.after(history, today, again_on=again_on)

    assert step.on >= today
    if step.why.reason is not Reason.AGREED:
        assert all(step.on - one.on >= MINIMUM_GAP for one in history)


@given(histories, days, st.booleans())
def test_the_proposal_is_one_that_can_be_done(
    history: list[Tried], today: date, has_telephone: bool
) -> None:
    step = rules.propose_next(history, today, has_telephone=has_telephone)

    assert step.channel in MOST_PROPOSED
    assert step.on.weekday() != 6
    assert step.on not in rules.holidays(step.on.year)
    if step.why.reason is not Reason.SAME_AGAIN:
        assert step.part in PARTS.get(step.channel, BY_DAY)
        assert has_telephone or step.channel is not Channel.TELEPHONE


@given(st.lists(a_try, min_size=1, max_size=14), days)
def test_unanswered_means_another_way(history: list[Tried], today: date) -> None:
    last = max(history, key=lambda one: one.on)
    assume(last.outcome in UNANSWERED)
    assume(sum(one.on == last.on for one in history) == 1)

    assert rules.propose_next(history, today).channel is not last.channel


@given(histories, days)
def test_the_order_in_which_it_was_typed_does_not_matter(
    history: list[Tried], today: date
) -> None:
    assume(len({one.on for one in history}) == len(history))

    backwards = rules.propose_next(history[::-1], today)

    assert backwards == rules.propose_next(history, today)


@given(days, st.integers(min_value=6, max_value=20))
def test_whoever_follows_the_proposals_waits_longer_and_longer(
    today: date, rounds: int
) -> None:
    history: list[Tried] = []
    for _round in range(rounds):
        step = rules.propose_next(history, today)
        history.append(tried(step.on, step.channel, step.part))
        today = step.on

    waits = [b.on - a.on for a, b in pairwise(history)]
    for wait, gap in zip(waits, (*GAPS, *[GAPS[-1]] * rounds), strict=False):
        assert timedelta(days=gap) <= wait <= timedelta(days=gap + 4)
    assert {one.channel for one in history[:6]} == set(MOST_PROPOSED)


def test_the_gaps_grow() -> None:
    assert list(GAPS) == sorted(set(GAPS))
    assert timedelta(days=GAPS[0]) >= MINIMUM_GAP
    assert rules.gap_after(1) == timedelta(days=3)
    assert rules.gap_after(99) == timedelta(days=56)


def test_one_begins_with_a_card_which_asks_nothing() -> None:
    step = rules.propose_next([], MONDAY)

    assert (step.on, step.channel) == (MONDAY, Channel.CARD)
    assert step.why == Why(Reason.FIRST)


def test_three_times_in_the_morning_means_now_the_afternoon() -> None:
    history = [tried(MONDAY - timedelta(days=days)) for days in (40, 30, 20)]

    step = rules.propose_next(history, MONDAY)

    assert step.part is DayPart.AFTERNOON
    assert step.why == Why(Reason.OTHER_PART, 3, "morning")


def test_a_card_says_nothing_about_the_part_of_the_day() -> None:
    history = [tried(MONDAY, Channel.CARD), tried(MONDAY, Channel.CARD)]

    assert rules.propose_next(history, MONDAY).why == Why(
        Reason.OTHER_CHANNEL, 2, "card"
    )


def test_nobody_rings_the_bell_in_the_evening() -> None:
    assert DayPart.EVENING not in PARTS.get(Channel.DOOR, BY_DAY)


def test_after_a_talk_one_comes_back_in_the_way_that_worked() -> None:
    talk = tried(MONDAY, Channel.DOOR, DayPart.AFTERNOON, Outcome.TALK_AT_DOOR)

    step = rules.propose_next([tried(date(2026, 10, 1)), talk], MONDAY)

    assert (step.channel, step.part) == (Channel.DOOR, DayPart.AFTERNOON)
    assert step.on == date(2026, 11, 9)
    assert step.why.reason is Reason.SAME_AGAIN


def test_not_now_rests_for_four_weeks_or_until_the_day_that_was_said() -> None:
    history = [tried(MONDAY, outcome=Outcome.NOT_NOW)]

    plain = rules.after(history, MONDAY)
    said = rules.after(history, MONDAY, again_on=date(2027, 3, 1))

    assert (plain.on, plain.resting) == (date(2026, 11, 30), True)
    assert (said.on, said.resting) == (date(2027, 3, 1), True)


def test_a_day_that_was_agreed_stands_even_on_a_sunday() -> None:
    history = [tried(MONDAY, outcome=Outcome.APPOINTMENT)]
    sunday = date(2026, 11, 8)

    step = rules.after(history, MONDAY, again_on=sunday)

    assert (step.on, step.why.reason, step.resting) == (sunday, Reason.AGREED, False)


def test_who_said_no_for_good_and_called_us_later_begins_anew() -> None:
    no = tried(MONDAY, outcome=Outcome.REFUSED)

    step = rules.propose_next([tried(date(2026, 10, 1)), no], MONDAY)

    assert step.why == Why(Reason.FIRST)
    assert step.on >= MONDAY + MINIMUM_GAP


def test_christmas_is_left_in_peace() -> None:
    history = [tried(date(2026, 12, 22))]

    assert rules.propose_next(history, date(2026, 12, 22)).on == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1818, date(1818, 3, 22)),
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_calendar_has_it(year: int, easter: date) -> None:
    assert rules.easter_day(year) == easter


def test_the_holidays_of_2026() -> None:
    assert sorted(rules.holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


def test_the_king_keeps_his_birthday_a_day_early_when_it_is_a_sunday() -> None:
    assert date(2025, 4, 26) in rules.holidays(2025)
    assert date(2025, 4, 27) not in rules.holidays(2025)


@given(st.sampled_from(Reason), st.integers(0, 99), st.sampled_from(DayPart))
def test_a_reason_reads_back_as_it_was_stored(
    reason: Reason, times: int, part: DayPart
) -> None:
    assert Why.read(str(Why(reason, times, part))) == Why(reason, times, part)


def test_a_bare_word_is_a_reason_too() -> None:
    assert Why.read("first") == Why(Reason.FIRST)
