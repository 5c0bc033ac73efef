"""Who was not thought of for a long time."""

import pytest

from tests import make
from tests.visiting.matching.scenarios import actor as actor
from tests.visiting.matching.scenarios import ago, volunteer
from tests.visiting.matching.scenarios import area as area
from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matching import queries
from thuis_app.visiting.matching.rules import Bar, UnaskedReason

pytestmark = pytest.mark.usefixtures("database")


def unasked(actor: Actor) -> list[int]:
    return [one.user_id for one in queries.unasked(actor)[0]]


def test_who_waits_longest_stands_first(actor: Actor, area: Area) -> None:
    never = volunteer(area, since=200)
    wanted = volunteer(area)
    make.refusal(make.contact(), wanted, on=ago(120))
    longest = volunteer(area)

    found, follows = queries.unasked(actor)

    assert [one.user_id for one in found] == [longest.id, never.id, wanted.id]
    assert [one.was_proposed for one in found] == [False, False, True]
    assert found[2].since == ago(120)
    assert follows is None


@pytest.mark.parametrize(("days", "is_there"), [(89, False), (90, True)])
def test_three_months_count_since_the_last_match_or_question(
    actor: Actor, area: Area, days: int, is_there: bool
) -> None:
    matched, wanted = volunteer(area), volunteer(area)
    make.match(matched, started_on=ago(days))
    make.refusal(volunteer=wanted, on=ago(days))

    assert unasked(actor) == ([matched.id, wanted.id] if is_there else [])


def test_who_cannot_come_yet_or_has_no_room_is_not_passed_by(
    actor: Actor, area: Area
) -> None:
    volunteer(area, people=2, most_people=2)
    volunteer(area, ready=False)
    volunteer(area, stage=VolunteerStage.PAUSED)
    volunteer(make.area())

    assert unasked(actor) == []


def test_what_keeps_somebody_is_told_and_who_would_fit(
    actor: Actor, area: Area
) -> None:
    waits = make.contact(area=area, has_pets=True)
    make.contact(area=area, volunteer_name="Griet Huis")
    make.contact(area=area, stage=Stage.KNOWN)
    shut, free = volunteer(area, pets_ok=False), volunteer(area, since=100)

    first, second = queries.unasked(actor)[0]

    assert (first.user_id, first.why, first.fits) == (shut.id, Bar.PETS, None)
    assert (second.user_id, second.why) == (free.id, UnaskedReason.NO_TIMES)
    assert second.fits == waits


def test_the_next_page_goes_on_where_the_first_ended(actor: Actor, area: Area) -> None:
    ids = [volunteer(area, since=300 - number).id for number in range(27)]

    page, follows = queries.unasked(actor)
    rest, end = queries.unasked(actor, follows)

    assert [one.user_id for one in (*page, *rest)] == ids
    assert (len(page), end) == (25, None)


def test_who_would_fit_far_away_is_told_to_be_far(actor: Actor, area: Area) -> None:
    everywhere = make.actor(make.coordinator())
    waits = make.contact(area=make.area())
    someone = volunteer(area)

    [one] = queries.unasked(everywhere)[0]

    assert (one.user_id, one.why) == (someone.id, UnaskedReason.FAR)
    assert (one.fits, one.is_far) == (waits, True)


def test_who_was_asked_lately_is_not_passed_by(actor: Actor, area: Area) -> None:
    make.match_request(volunteer(area))

    assert unasked(actor) == []
