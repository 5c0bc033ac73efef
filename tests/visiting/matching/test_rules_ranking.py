"""What bars a volunteer, what weighs, and in which order they are thought of."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.normalize import fold
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage
from thuis_app.visiting.matches.rules import EndReason
from thuis_app.visiting.matching import rules
from thuis_app.visiting.matching.rules import (
    FADES,
    SHOWN_FOR,
    Bar,
    Candidate,
    MatchProposal,
    MatchReason,
    Near,
    PersonToVisit,
    Refusal,
    RefusalReason,
    RefusedBy,
)

TODAY = date(2026, 11, 24)
NOBODY = PersonToVisit()
TIMES = ["0:morning", "1:afternoon", "4:evening"]


def candidate(name: str = "Griet", **more: Any) -> Candidate:
    values: dict[str, Any] = {"user_id": 1, "name": name, "sort_name": fold(name)}
    return Candidate(**(values | more))


def seen(one: Candidate, person: PersonToVisit = NOBODY) -> MatchProposal:
    return rules.proposal(person, one, TODAY)


def no(
    because: RefusalReason, by: RefusedBy = RefusedBy.PERSON, days: int = 0
) -> Refusal:
    return Refusal(by, because, TODAY - timedelta(days=days))


def reasons(proposal: MatchProposal) -> set[MatchReason]:
    said = proposal.speaks_for + proposal.speaks_against
    return {one.reason for one in said}


words = st.frozensets(st.sampled_from(sorted(SpokenLanguage)), max_size=3)
liked = st.frozensets(st.sampled_from(sorted(Interest)), max_size=4)
times = st.frozensets(st.sampled_from(TIMES))
days = st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=90))
refusals = st.builds(
    Refusal,
    st.sampled_from(RefusedBy),
    st.sampled_from(RefusalReason),
    st.dates(TODAY - timedelta(days=900), TODAY),
)
people = st.builds(PersonToVisit, words, liked, times)
candidates = st.builds(
    Candidate,
    user_id=st.integers(1, 30),
    name=st.sampled_from(["Aaltje", "Berend", "Griet"]),
    people=st.integers(0, 4),
    stage=st.sampled_from(VolunteerStage),
    near=st.sampled_from(Near),
    drives=st.booleans(),
    pets_ok=st.booleans(),
    smoke_ok=st.booleans(),
    speaks=words,
    interests=liked,
    times=times,
    away_until=st.none() | days,
    lacking=st.sampled_from([(), (Requirement.VOG,)]),
    visits_now=st.booleans(),
    ended=st.frozensets(st.sampled_from(EndReason), max_size=2),
    refusals=st.lists(refusals, max_size=2).map(tuple),
)

BARRED = [
    (Bar.NOT_ACTIVE, {"stage": VolunteerStage.PAUSED}),
    (Bar.AWAY_LONG, {"away_until": TODAY + timedelta(days=29)}),
    (Bar.PETS, {"pets_ok": False}),
    (Bar.SMOKE, {"smoke_ok": False}),
    (Bar.NO_LANGUAGE, {"speaks": frozenset({SpokenLanguage.DUTCH})}),
    (Bar.REFUSED, {"refusals": (no(RefusalReason.NO_CLICK, days=800),)}),
    (Bar.NOT_NOW, {"refusals": (no(RefusalReason.NOT_NOW, RefusedBy.VOLUNTEER, 89),)}),
]
TURK = PersonToVisit(
    speaks=frozenset({SpokenLanguage.TURKISH}), has_pets=True, smokes=True
)
FITS: dict[str, Any] = {
    "speaks": frozenset({SpokenLanguage.TURKISH, SpokenLanguage.DUTCH})
}


@pytest.mark.parametrize(("bar", "more"), BARRED)
def test_what_bars_is_named_and_cannot_be_chosen(
    bar: Bar, more: dict[str, Any]
) -> None:
    fine = seen(candidate(**FITS), TURK)
    barred = seen(candidate(**(FITS | more)), TURK)

    assert fine.bars == () and fine.is_choosable
    assert barred.bars == (bar,)
    assert not barred.is_choosable


@given(people, candidates, st.lists(candidates, max_size=5))
def test_a_hard_no_is_never_outweighed(
    person: PersonToVisit, barred: Candidate, others: list[Candidate]
) -> None:
    best = barred._replace(
        stage=VolunteerStage.LEAVING,
        near=Near.SAME_VILLAGE,
        interests=person.interests,
        times=person.times,
        refusals=(),
        lacking=(),
    )
    order = rules.rank(person, [best, *others], TODAY)
    shut = [not proposal.is_choosable for proposal in order]

    assert not next(p for p in order if p.one is best).is_choosable
    assert shut == sorted(shut)


@given(people, candidates)
def test_every_bar_but_what_is_required_shuts(
    person: PersonToVisit, one: Candidate
) -> None:
    proposal = seen(one, person)

    assert proposal.is_choosable == (set(proposal.bars) <= {Bar.NOT_READY})


@given(people, candidates)
def test_one_more_reason_for_never_lowers(
    person: PersonToVisit, one: Candidate
) -> None:
    before = _score(person, one)

    for better in (
        one._replace(drives=True),
        one._replace(near=Near.SAME_VILLAGE),
        one._replace(interests=one.interests | person.interests),
        one._replace(times=one.times | person.times),
        one._replace(speaks=one.speaks | person.speaks),
        one._replace(people=0),
        one._replace(away_until=None),
        one._replace(refusals=()),
    ):
        assert _score(person, better) >= before


def _score(person: PersonToVisit, one: Candidate) -> int:
    return sum(said.points for said in rules.weighed(person, one, TODAY))


@given(people, st.lists(candidates, max_size=8, unique_by=lambda one: one.user_id))
def test_the_order_is_always_the_same(
    person: PersonToVisit, many: list[Candidate]
) -> None:
    order = rules.rank(person, many, TODAY)

    assert rules.rank(person, reversed(many), TODAY) == order
    assert {p.one.user_id for p in order} == {one.user_id for one in many}


@given(people, candidates)
def test_at_most_four_reasons_speak_for_somebody(
    person: PersonToVisit, one: Candidate
) -> None:
    assert len(seen(one, person).speaks_for) <= SHOWN_FOR


@pytest.mark.parametrize(
    "spoken", [SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS, SpokenLanguage.FRISIAN]
)
def test_who_grew_up_here_is_understood_by_everybody_from_here(
    spoken: SpokenLanguage,
) -> None:
    person = PersonToVisit(speaks=frozenset({spoken}))

    assert seen(candidate(), person).is_choosable
    assert not seen(
        candidate(speaks=frozenset({SpokenLanguage.ARABIC})), person
    ).is_choosable


def test_of_whom_no_language_is_known_anybody_may_visit() -> None:
    assert seen(candidate(speaks=frozenset({SpokenLanguage.ARABIC}))).is_choosable


def test_who_lacks_something_comes_behind_who_is_ready() -> None:
    unready = candidate("Near", lacking=(Requirement.VOG,), near=Near.SAME_VILLAGE)
    far = candidate("Far", people=2)

    order = rules.rank(NOBODY, [unready, far], TODAY)

    assert [one.one.name for one in order] == ["Far", "Near"]
    assert order[1].is_choosable and order[1].bars == (Bar.NOT_READY,)


def test_the_own_village_comes_before_a_village_nearby_and_that_before_others() -> None:
    many = [candidate(near.name, near=near) for near in reversed(Near)]

    order = [one.one.name for one in rules.rank(NOBODY, many, TODAY)]

    assert order == ["SAME_VILLAGE", "SAME_CLUSTER", "ELSEWHERE"]


def test_of_equals_the_name_decides_whatever_its_accents_and_capitals() -> None:
    many = [candidate(name) for name in ("Ypma", "Émile", "van Dam", "Fokke")]

    order = [one.one.name for one in rules.rank(NOBODY, many, TODAY)]

    assert order == ["Émile", "Fokke", "van Dam", "Ypma"]


def test_who_has_enough_people_comes_after_who_has_room() -> None:
    full = candidate("Full", people=2, near=Near.SAME_VILLAGE)
    free = candidate("Free", people=1, near=Near.ELSEWHERE)

    assert [p.one for p in rules.rank(NOBODY, [full, free], TODAY)] == [free, full]
    assert MatchReason.FULL in reasons(seen(full))


def test_who_did_not_click_before_comes_last() -> None:
    ended = frozenset({EndReason.NO_FIT, EndReason.MOVED})
    before = candidate("Before", near=Near.SAME_VILLAGE, ended=ended)
    far = candidate("Far", people=9)

    assert [p.one for p in rules.rank(NOBODY, [before, far], TODAY)] == [far, before]
    assert reasons(seen(before)) >= {MatchReason.NO_FIT}
    assert MatchReason.VISITED_BEFORE not in reasons(seen(before))


def test_who_visited_before_and_it_was_good_is_told_so() -> None:
    known = candidate(ended=frozenset({EndReason.VOLUNTEER_STOPS}))

    assert MatchReason.VISITED_BEFORE in reasons(seen(known))


def test_the_times_count_only_for_somebody_who_has_a_wish() -> None:
    person = PersonToVisit(times=frozenset({WeekPart.TUESDAY_MORNING}))
    fits = candidate(
        times=frozenset({WeekPart.TUESDAY_MORNING, WeekPart.WEDNESDAY_EVENING})
    )
    other = candidate(times=frozenset({WeekPart.THURSDAY_EVENING}))

    assert MatchReason.TIMES_FIT in reasons(seen(fits, person))
    assert MatchReason.OTHER_TIMES in reasons(seen(other, person))
    assert MatchReason.NO_TIMES in reasons(seen(candidate(), person))
    assert not reasons(seen(other)) & {MatchReason.OTHER_TIMES, MatchReason.NO_TIMES}


def test_a_short_absence_speaks_against_and_a_long_one_shuts() -> None:
    short = candidate(away_until=TODAY + timedelta(days=28))
    long = candidate(away_until=TODAY + timedelta(days=29))

    assert seen(short).is_choosable and MatchReason.AWAY in reasons(seen(short))
    assert seen(long).bars == (Bar.AWAY_LONG,)


def test_a_car_counts_more_for_who_wishes_to_go_somewhere() -> None:
    driver = candidate(drives=True)
    goes_out = PersonToVisit(wants_rides=True)

    assert seen(driver, goes_out).score > seen(driver).score
    assert MatchReason.RIDES in reasons(seen(driver, goes_out))


def test_not_now_is_asked_again_after_ninety_days() -> None:
    waits = candidate(refusals=(no(RefusalReason.NOT_NOW, days=89),))
    again = candidate(refusals=(no(RefusalReason.NOT_NOW, days=90),))

    assert seen(waits).bars == (Bar.NOT_NOW,)
    assert seen(again).is_choosable
    assert MatchReason.REFUSED_BEFORE not in reasons(seen(again))


@pytest.mark.parametrize("by", [RefusedBy.VOLUNTEER, RefusedBy.COORDINATOR])
def test_no_click_shuts_only_when_the_one_who_is_visited_said_so(by: RefusedBy) -> None:
    hers = candidate(refusals=(no(RefusalReason.NO_CLICK, days=10_000),))
    other = candidate(refusals=(no(RefusalReason.NO_CLICK, by),))

    assert seen(hers).bars == (Bar.REFUSED,)
    assert seen(other).is_choosable
    assert MatchReason.REFUSED_BEFORE in reasons(seen(other))


@given(st.sampled_from(sorted(FADES)), st.integers(0, 900), st.integers(1, 300))
def test_a_no_weighs_less_from_day_to_day(
    because: RefusalReason, ago: int, more: int
) -> None:
    by = RefusedBy.VOLUNTEER
    fresh = candidate(refusals=(no(because, by, ago),))
    older = candidate(refusals=(no(because, by, ago + more),))
    faded = candidate(refusals=(no(because, by, FADES[because]),))

    assert seen(fresh).score <= seen(older).score <= seen(candidate()).score
    assert MatchReason.REFUSED_BEFORE not in reasons(seen(faded))


def test_the_heaviest_no_is_the_one_that_is_told() -> None:
    old = no(RefusalReason.TIMES, days=150)
    new = no(RefusalReason.TOO_FAR, days=3)

    shown = seen(candidate(refusals=(old, new))).speaks_against

    assert [one.about for one in shown if one.reason is MatchReason.REFUSED_BEFORE] == [
        new
    ]


@given(people, candidates)
def test_no_stranger_without_room_from_elsewhere_scores_more_than_the_most_they_can(
    person: PersonToVisit, one: Candidate
) -> None:
    stranger = one._replace(
        stage=VolunteerStage.ACTIVE,
        near=Near.ELSEWHERE,
        people=2,
        most_people=1,
        ended=frozenset(),
        refusals=(),
    )
    proposal = seen(stranger, person)
    most = rules.most_without_room(person, TODAY)

    assert proposal.score <= most or not proposal.is_choosable
