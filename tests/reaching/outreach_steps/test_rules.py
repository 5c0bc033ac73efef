from datetime import date, time, timedelta

from tests.reaching.outreach_steps.chance import MONDAY, tried
from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach_steps import rules
from thuis_app.reaching.outreach_steps.rules import (
    STANDARD,
    AttemptOutcome,
    Channel,
    OutreachReason,
    OutreachStep,
    StepReason,
)


def test_the_gaps_grow() -> None:
    assert STANDARD.gap_after(1) == timedelta(days=3)
    assert STANDARD.gap_after(4) == timedelta(days=28)
    assert STANDARD.gap_after(99) == timedelta(days=56)


def test_one_begins_with_a_card_which_asks_nothing() -> None:
    step = rules.propose_next([], MONDAY, STANDARD)

    assert (step.on, step.channel) == (MONDAY, Channel.CARD)
    assert step.why == StepReason(OutreachReason.FIRST)


def test_three_times_in_the_morning_means_now_the_afternoon() -> None:
    history = [tried(MONDAY - timedelta(days=days)) for days in (40, 30, 20)]

    step = rules.propose_next(history, MONDAY, STANDARD)

    assert step.part is DayPart.AFTERNOON
    assert step.why == StepReason(OutreachReason.OTHER_PART, 3, "morning")


def test_a_card_says_nothing_about_the_part_of_the_day() -> None:
    history = [tried(MONDAY, Channel.CARD), tried(MONDAY, Channel.CARD)]

    assert rules.propose_next(history, MONDAY, STANDARD).why == StepReason(
        OutreachReason.OTHER_CHANNEL, 2, "card"
    )


def test_nobody_rings_the_bell_in_the_evening() -> None:
    assert DayPart.EVENING not in STANDARD.parts_of(Channel.DOOR)


def test_after_a_talk_one_comes_back_in_the_way_that_worked() -> None:
    talk = tried(MONDAY, Channel.DOOR, DayPart.AFTERNOON, AttemptOutcome.TALK_AT_DOOR)

    step = rules.propose_next([tried(date(2026, 10, 1)), talk], MONDAY, STANDARD)

    assert (step.channel, step.part) == (Channel.DOOR, DayPart.AFTERNOON)
    assert step.on == date(2026, 11, 9)
    assert step.why.reason is OutreachReason.SAME_AGAIN


def test_not_now_rests_for_four_weeks_or_until_the_day_that_was_said() -> None:
    no = tried(MONDAY, outcome=AttemptOutcome.NOT_NOW)

    plain = rules.after([no], no, MONDAY, STANDARD)
    said = rules.after([no], no, MONDAY, STANDARD, again_on=date(2027, 3, 1))

    assert (plain.on, plain.resting) == (date(2026, 11, 30), True)
    assert (said.on, said.resting) == (date(2027, 3, 1), True)


def test_tries_of_one_day_count_once_for_the_gap() -> None:
    morning, afternoon = tried(MONDAY), tried(MONDAY, part=DayPart.AFTERNOON)

    once = rules.propose_next([morning], MONDAY, STANDARD)
    twice = rules.propose_next([morning, afternoon], MONDAY, STANDARD)

    assert once.on == twice.on


def test_an_agreed_hour_is_kept_with_the_day() -> None:
    yes = tried(MONDAY, outcome=AttemptOutcome.APPOINTMENT)
    day, hour = MONDAY + timedelta(days=2), time(14, 30)

    step = rules.after([yes], yes, MONDAY, STANDARD, again_on=day, again_at=hour)

    assert (step.on, step.part) == (day, DayPart.AFTERNOON)
    assert StepReason.read(str(step.why)).hour == "14:30"


def test_a_day_that_was_agreed_stands_even_on_a_sunday() -> None:
    yes, sunday = tried(MONDAY, outcome=AttemptOutcome.APPOINTMENT), date(2026, 11, 8)

    step = rules.after([yes], yes, MONDAY, STANDARD, again_on=sunday)

    assert (step.on, step.why.reason, step.resting) == (
        sunday,
        OutreachReason.AGREED,
        False,
    )


def test_who_said_no_for_good_and_called_us_later_begins_anew() -> None:
    no = tried(MONDAY, outcome=AttemptOutcome.REFUSED)

    step = rules.propose_next([tried(date(2026, 10, 1)), no], MONDAY, STANDARD)

    assert step.why == StepReason(OutreachReason.FIRST)
    assert step.on >= date(2026, 11, 5)


def test_christmas_is_left_in_peace() -> None:
    history = [tried(date(2026, 12, 22))]

    assert rules.propose_next(history, date(2026, 12, 22), STANDARD).on == date(
        2026, 12, 28
    )


def appointment(on: date) -> OutreachStep:
    return OutreachStep(
        on, Channel.DOOR, DayPart.AFTERNOON, StepReason(OutreachReason.AGREED)
    )


def test_an_appointment_stands_when_a_card_was_dropped_before_it() -> None:
    agreed = appointment(date(2026, 11, 6))
    yes = tried(MONDAY, outcome=AttemptOutcome.APPOINTMENT)
    profile = tried(date(2026, 11, 4), Channel.CARD)

    step = rules.after([yes, profile], profile, profile.on, STANDARD, standing=agreed)

    assert step is agreed


def test_an_appointment_at_which_nobody_was_home_is_over() -> None:
    agreed = appointment(date(2026, 11, 6))
    yes, gone = (
        tried(MONDAY, outcome=AttemptOutcome.APPOINTMENT),
        tried(date(2026, 11, 6)),
    )

    step = rules.after([yes, gone], gone, gone.on, STANDARD, standing=agreed)

    assert not step.is_given and step.on >= date(2026, 11, 9)


def test_a_rest_stands_when_a_try_of_before_is_written_down_late() -> None:
    no, until = tried(MONDAY, outcome=AttemptOutcome.NOT_NOW), date(2027, 3, 1)
    resting = rules.after([no], no, MONDAY, STANDARD, again_on=until)
    late = tried(date(2026, 10, 20))

    step = rules.after([late, no], late, MONDAY, STANDARD, standing=resting)

    assert step is resting and step.on == until


def test_of_two_tries_on_one_day_the_later_part_of_the_day_is_the_last() -> None:
    empty = tried(MONDAY, part=DayPart.MORNING)
    no = tried(MONDAY, part=DayPart.AFTERNOON, outcome=AttemptOutcome.NOT_NOW)

    for history in ([empty, no], [no, empty]):
        step = rules.propose_next(history, MONDAY, STANDARD)
        assert step.on == date(2026, 11, 30)


def test_a_try_that_reached_nobody_takes_no_rest_away() -> None:
    no, empty = tried(MONDAY, outcome=AttemptOutcome.NOT_NOW), tried(date(2026, 11, 10))

    step = rules.propose_next([no, empty], date(2026, 11, 10), STANDARD)

    assert step.on == date(2026, 11, 30)


def test_who_asked_for_us_is_answered_today_even_on_a_sunday() -> None:
    sunday = date(2026, 11, 8)

    called = rules.requested_contact(sunday)
    without = rules.requested_contact(sunday, has_telephone=False)

    assert (called.on, called.channel) == (sunday, Channel.TELEPHONE)
    assert without.channel is Channel.DOOR and without.is_given


def test_a_bare_word_is_a_reason_too() -> None:
    assert StepReason.read("first") == StepReason(OutreachReason.FIRST)
