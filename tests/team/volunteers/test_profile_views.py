"""What a volunteer keeps themself: times, days off, and the wish to talk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.team.volunteers.profiles import profile
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers.models import TalkWish, VolunteerBlock, VolunteerTime
from thuis_app.team.volunteers.rules import Interest, SpokenLanguage, VolunteerStage


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def volunteer(area: Area) -> User:
    return make.volunteer(area, name="Aaltje", called="Aaltje")


@pytest.fixture
def own(sign_in: SignIn, volunteer: User) -> Browser:
    return sign_in(volunteer)


@pytest.fixture
def browser(sign_in: SignIn, area: Area) -> Browser:
    return sign_in(make.coordinator(area))


def times() -> list[tuple[int, DayPart]]:
    rows = db.session.scalars(select(VolunteerTime))
    return [(row.weekday, row.day_part) for row in rows]


def test_a_volunteer_finds_their_own_page_at_their_profile(own: Browser) -> None:
    page = own.get("/account/")

    mine = own.get(str(page.one("a[href='/volunteers/me']")["href"]))

    assert mine.texts("#my-card .tag") == ["in order"] * 4


def test_a_volunteer_says_when_they_can_come_and_what_fits(
    own: Browser, volunteer: User
) -> None:
    form = own.get(f"/volunteers/{volunteer.id}/times").one("#times-form")

    page = own.follow(
        own.submit(
            form,
            times=["2-afternoon", "0-morning"],
            languages=["gronings", "dutch"],
            interests=["music"],
        )
    )

    assert times() == [(0, DayPart.MORNING), (2, DayPart.AFTERNOON)]
    kept = profile(volunteer)
    assert kept.interests == {Interest.MUSIC}
    assert kept.languages == {SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS}
    assert page.has("#my-card") and "Monday morning" in page.text("#when dl")


def test_every_part_of_the_week_can_be_ticked(own: Browser, volunteer: User) -> None:
    page = own.get(f"/volunteers/{volunteer.id}/times")
    assert page.text(".back") == "My times"

    boxes = page.soup.select("input[name=times]")

    assert len(boxes) == 21
    assert [str(box["value"]) for box in boxes[:4]] == [
        "0-morning",
        "0-afternoon",
        "0-evening",
        "1-morning",
    ]
    assert page.texts(".day-parts label .visually-hidden")[0] == "Monday morning"


def test_what_was_ticked_stays_ticked(own: Browser, volunteer: User) -> None:
    address = f"/volunteers/{volunteer.id}/times"
    own.submit(own.get(address).one("#times-form"), times=["6-evening"])

    page = own.get(address)
    own.submit(page.one("#times-form"))

    assert times() == [(6, DayPart.EVENING)]


def test_two_who_change_the_times_at_once_both_see_it(
    own: Browser, browser: Browser, volunteer: User
) -> None:
    address = f"/volunteers/{volunteer.id}/times"
    mine = own.get(address).one("#times-form")
    theirs = browser.get(address).one("#times-form")
    browser.submit(theirs, times=["0-morning"])

    page = own.submit(mine, times=["1-morning"])

    assert page.status == 409
    assert "Monday morning" in page.text("#times-theirs")
    assert times() == [(0, DayPart.MORNING)]


@pytest.mark.parametrize("answer", ["7-morning", "0-night", "x", "-1-morning"])
def test_a_part_of_the_week_that_is_none_is_refused(
    own: Browser, volunteer: User, answer: str
) -> None:
    form = own.get(f"/volunteers/{volunteer.id}/times").one("#times-form")

    page = own.submit(form, times=[answer])

    assert page.status == 422 and page.has("#times-error")


def test_some_days_not_and_then_again(own: Browser, volunteer: User) -> None:
    day = clock.today() + timedelta(days=3)
    form = own.get(f"/volunteers/{volunteer.id}/blocks/new").one("#block-form")

    page = own.follow(own.submit(form, from_on=day, until_on=day, note="Holiday"))
    assert "Holiday" in page.text("#when")

    away = page.one("form[action$=remove]")
    for _time in range(2):
        page = own.follow(own.submit(away))
    assert "No days are blocked." in page.text("#when")


def test_days_that_are_over_are_not_shown(own: Browser, volunteer: User) -> None:
    day = clock.today() - timedelta(days=1)
    make.saved(VolunteerBlock(user_id=volunteer.id, from_on=day, until_on=day))

    assert "No days are blocked." in own.get("/volunteers/me").text("#when")


@pytest.mark.parametrize(
    ("first", "last", "question"),
    [(5, 4, "until_on"), (-1, 3, "from_on"), (1, 900, "until_on")],
)
def test_days_that_cannot_be_are_refused(
    own: Browser, volunteer: User, first: int, last: int, question: str
) -> None:
    form = own.get(f"/volunteers/{volunteer.id}/blocks/new").one("#block-form")
    today = clock.today()
    from_on, until_on = today + timedelta(days=first), today + timedelta(days=last)

    page = own.submit(form, from_on=from_on, until_on=until_on)

    assert page.status == 422 and page.has(f"#{question}-error")
    assert page.one("#from_on")["value"] == from_on.isoformat()


def test_one_tap_and_the_coordinators_know(
    own: Browser, browser: Browser, volunteer: User
) -> None:
    wanting = own.get("/volunteers/me").one("form[action$=talks]")
    for _time in range(2):
        page = own.follow(own.submit(wanting))
    assert "knows that you would like to talk" in page.text("#my-card")

    line = browser.get("/volunteers/")
    assert line.texts("#talks .name") == ["Aaltje"]
    assert "asked by themselves" in line.text("#talks")
    after = browser.follow(browser.submit(line.one("#talks form")))

    assert not after.has("#talks")
    assert own.get("/volunteers/me").has("form[action$=talks]")
    assert len(db.session.scalars(select(TalkWish)).all()) == 1


def test_a_coordinator_sees_that_a_talk_is_needed(
    browser: Browser, volunteer: User
) -> None:
    page = browser.get(f"/volunteers/{volunteer.id}")

    after = browser.follow(browser.submit(page.one("form[action$=talks]")))

    assert "Aaltje would like to talk." in after.text("#talk")
    assert "asked by a coordinator" in browser.get("/volunteers/").text("#talks")


@pytest.mark.parametrize("page", ["times", "blocks/new"])
def test_a_volunteer_sees_only_their_own(
    sign_in: SignIn, own: Browser, area: Area, volunteer: User, page: str
) -> None:
    other = make.volunteer(area)
    far = sign_in(make.coordinator(make.area()))

    assert own.get(f"/volunteers/{other.id}/{page}").status == 404
    assert far.get(f"/volunteers/{volunteer.id}/{page}").status == 404
    assert own.get(f"/volunteers/{volunteer.id}/{page}").status == 200


def test_the_days_off_of_another_stay_as_they_are(
    own: Browser, area: Area, volunteer: User
) -> None:
    other, day = make.volunteer(area), clock.today()
    row = make.saved(VolunteerBlock(user_id=other.id, from_on=day, until_on=day))
    form = own.get("/volunteers/me").one("form[action$=talks]")

    for user_id, status in ((other.id, 404), (volunteer.id, 303)):
        form["action"] = f"/volunteers/{user_id}/blocks/{row.id}/remove"
        assert own.submit(form).status == status
    assert db.session.scalars(select(VolunteerBlock.id)).all() == [row.id]


def test_who_is_no_volunteer_has_no_times(sign_in: SignIn, area: Area) -> None:
    for user in (make.coordinator(area), make.user(Role.BOARD)):
        assert sign_in(user).get("/volunteers/me").status == 404


def test_the_card_keeps_what_a_house_may_ask(browser: Browser, volunteer: User) -> None:
    form = browser.get(f"/volunteers/{volunteer.id}/edit").one("#card-form")

    browser.submit(form, pets_ok=None, smoke_ok=None)

    kept = profile(volunteer)
    assert (kept.pets_ok, kept.smoke_ok) == (False, False)


def test_a_break_that_is_over_stands_out_in_the_list(
    browser: Browser, volunteer: User
) -> None:
    today = clock.today()
    profile(volunteer, stage=VolunteerStage.PAUSED, paused_until=today)

    page = browser.get("/volunteers/?stage=paused")

    assert page.has(".line .tag.attention")
