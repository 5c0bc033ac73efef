from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.trainings.rules import Attends, TrainingKind
from thuis_app.team.volunteers.models import Volunteer


def answers(**more: Any) -> dict[str, Any]:
    day = (clock.today() + timedelta(days=9)).isoformat()
    found: dict[str, Any] = {"title": "Listening", "kind": "deepening", "on": day}
    return found | {"starts": "19.30", "ends": "21:00", "places": 12} | more


def states() -> dict[int, Attends]:
    rows = db.session.scalars(select(TrainingAttendance))
    return {row.user_id: row.state for row in rows}


def test_one_that_has_been_is_not_called_planned(sign_in: SignIn) -> None:
    been = make.training(on=clock.today() - timedelta(days=2))
    today = make.training(on=clock.today())
    browser = sign_in(make.volunteer())

    assert "Has been" in browser.get(f"/trainings/{been.id}").text("header .tag")
    assert "Planned" in browser.get(f"/trainings/{today.id}").text("header .tag")


def test_a_training_is_made_once(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    browser = sign_in(make.coordinator())
    form = browser.get("/trainings/new").one("#training-form")

    for _time in range(2):
        page = browser.follow(browser.submit(form, **answers(area_id=village.id)))

    [training] = db.session.scalars(select(Training))
    assert (training.area_id, training.places) == (village.id, 12)
    assert "Volunteers of Bedum" in page.text(".facts")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Write what it is called."),
        ({"ends": "19:30"}, "It ends after it begins."),
        ({"starts": "late"}, "Write a time like 14:30."),
        ({"places": 0}, "Write a whole number between 1 and 500."),
        ({"places": "1,5"}, "Write a whole number between 1 and 500."),
        ({"kind": None}, "Choose what kind it is."),
    ],
)
def test_what_is_not_right_is_said(
    sign_in: SignIn, wrong: dict[str, Any], says: str
) -> None:
    browser = sign_in(make.coordinator())
    form = browser.get("/trainings/new").one("#training-form")

    page = browser.submit(form, **answers(**wrong))

    assert (page.status, page.errors()) == (422, [says])
    assert db.session.scalars(select(Training)).all() == []


def test_a_coordinator_of_some_villages_is_offered_those(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    make.area("Winsum")

    page = sign_in(make.coordinator(village)).get("/trainings/new")

    assert page.texts("#area_id option") == ["All volunteers", "Bedum"]


def test_one_tap_signs_up_and_another_off(sign_in: SignIn) -> None:
    volunteer, training = make.volunteer(), make.training(places=3)
    browser = sign_in(volunteer)
    page = browser.get("/trainings/")
    assert "3 places left." in page.text(".training")

    row = browser.submit(page.one("form[action$=sign-up]"), htmx=True)
    assert "You come" in row.text(f"#training-{training.id}")
    assert states() == {volunteer.id: Attends.SIGNED_UP}
    browser.submit(row.one("form[action$=sign-off]"), htmx=True)

    assert states() == {volunteer.id: Attends.ABSENT}


def test_a_full_training_offers_no_place(sign_in: SignIn) -> None:
    training = make.training(places=1)
    browser = sign_in(make.volunteer())
    button = browser.get("/trainings/").one("form[action$=sign-up]")
    make.attendance(training, make.volunteer(), Attends.SIGNED_UP)

    assert browser.submit(button).status == 409
    page = browser.get("/trainings/")

    assert "full" in page.texts(".tag")
    assert not page.has("form[action$=sign-up]")


def test_a_volunteer_sees_no_names_of_others(sign_in: SignIn) -> None:
    training, other = make.training(), make.volunteer(name="Anna Zwaluw")
    make.attendance(training, other, Attends.SIGNED_UP)

    page = sign_in(make.volunteer()).get(f"/trainings/{training.id}")

    assert "Zwaluw" not in page.html


def test_volunteers_are_found_and_added(sign_in: SignIn) -> None:
    training, found = make.training(), make.volunteer(name="Anna Zwaluw")
    make.volunteer(name="Piet Bos")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/trainings/{training.id}/people?search=zwaluw")
    assert len(page.soup.select("[name=people]")) == 1
    form = page.one("form[method=post][action*=people]")

    assert browser.submit(form, people=None).status == 422
    page = browser.follow(browser.submit(form, people=found.id, attends="invited"))

    assert states() == {found.id: Attends.INVITED}
    assert "Anna Zwaluw" in page.text(".list")


def test_nobody_of_another_village_is_added(sign_in: SignIn) -> None:
    village, training = make.area(), make.training()
    near, far = make.volunteer(village), make.volunteer(make.area())
    browser = sign_in(make.coordinator(village))
    form = browser.get(f"/trainings/{training.id}/people").one(
        "form[method=post][action*=people]"
    )

    page = browser.submit(form, people=[near.id, far.id])

    assert page.status == 422
    assert states() == {}


def test_25_people_are_ticked_in_one_form(sign_in: SignIn) -> None:
    training = make.training(on=clock.today(), kind=TrainingKind.PEER_CONSULTATION)
    users = [make.volunteer(name=f"Name {number:02}") for number in range(25)]
    for user in users:
        make.attendance(training, user, Attends.SIGNED_UP)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/trainings/{training.id}/attendance").one("#attendance-form")
    there: Any = {f"user_{user.id}": "attended" for user in users[1:]}
    away: Any = {f"user_{users[0].id}": "no_show"}

    browser.submit(form, **there, **away)

    assert states() == {
        user.id: Attends.ATTENDED if user is not users[0] else Attends.NO_SHOW
        for user in users
    }


def test_who_is_left_open_stays_as_it_was(sign_in: SignIn) -> None:
    training = make.training(on=clock.today())
    first, second = make.volunteer(), make.volunteer()
    for user in (first, second):
        make.attendance(training, user, Attends.SIGNED_UP)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/trainings/{training.id}/attendance").one("#attendance-form")

    called: Any = {f"user_{first.id}": "absent"}

    assert browser.submit(form).errors() == ["Choose for at least one person."]
    browser.submit(form, **called)

    assert states() == {first.id: Attends.ABSENT, second.id: Attends.SIGNED_UP}


def test_who_ticks_second_sees_what_the_first_ticked(sign_in: SignIn) -> None:
    training, user = make.training(on=clock.today()), make.volunteer()
    make.attendance(training, user, Attends.SIGNED_UP)
    browser, name = sign_in(make.coordinator()), f"user_{user.id}"
    address = f"/trainings/{training.id}/attendance"
    first, second = (browser.get(address).one("#attendance-form") for _one in "ab")
    was_there: Any = {name: "attended"}
    stayed_away: Any = {name: "no_show"}
    browser.submit(first, **was_there)

    page = browser.submit(second, **stayed_away)

    assert page.status == 409
    assert "Was there" in page.text(f"#{name}-theirs")
    assert states() == {user.id: Attends.ATTENDED}


def test_a_change_that_came_second_is_shown_beside_the_first(sign_in: SignIn) -> None:
    training = make.training()
    browser = sign_in(make.coordinator())
    address = f"/trainings/{training.id}/edit"
    early, late = (browser.get(address).one("#training-form") for _each in range(2))
    browser.submit(early, place="Church")

    page = browser.submit(late, place="School")

    assert page.status == 409
    assert "Church" in page.text("#place-theirs")


def test_calling_off_asks_first(sign_in: SignIn) -> None:
    training = make.training()
    browser = sign_in(make.coordinator())
    page = browser.get(f"/trainings/{training.id}/cancel")

    page = browser.follow(browser.submit(page.one("form[action$=cancel]")))

    assert "Called off" in page.text("header .tag")


def test_the_past_of_a_volunteer_is_their_own(sign_in: SignIn) -> None:
    volunteer, day = make.volunteer(), clock.today() - timedelta(days=9)
    mine, _other = (make.training(title=one, on=day) for one in ("Mine", "Other"))
    make.attendance(mine, volunteer, Attends.ATTENDED)

    page = sign_in(volunteer).get("/trainings/?past=1")

    assert page.texts(".training .name") == ["Mine"]
    assert "Was there" in page.text(".training")


def test_more_trainings_come_page_by_page(sign_in: SignIn) -> None:
    for _one in range(27):
        make.training()
    browser = sign_in(make.volunteer())
    page = browser.get("/trainings/")

    more = browser.get(str(page.one(".more a")["href"]), htmx=True)

    assert len(page.soup.select(".training")) == 25
    assert len(more.soup.select(".training")) == 2


def test_the_coordinator_reads_who_was_not_there_for_long(sign_in: SignIn) -> None:
    volunteer = make.volunteer(name="Anna Zwaluw")
    browser = sign_in(make.coordinator())
    assert "no peer consultation" not in browser.get("/trainings/").text("main")
    profile = db.session.get_one(Volunteer, volunteer.id)
    profile.since = clock.today() - timedelta(days=400)
    make.saved(profile)

    page = browser.get("/trainings/")
    assert "1 volunteer had no peer consultation" in page.text(".message")
    page = browser.get(str(page.one(".message a")["href"]))

    assert "Anna Zwaluw" in page.text(".line")
    assert "Never yet." in page.text(".line")


def test_a_past_training_says_that_attendance_lacks(sign_in: SignIn) -> None:
    training = make.training(make.area(), on=clock.today() - timedelta(days=2))
    signed_up = make.attendance(training, make.volunteer(), Attends.SIGNED_UP)
    browser = sign_in(make.coordinator())

    assert "Not filled in yet" in browser.get("/trainings/?past=1").text("main")

    signed_up.state = Attends.ATTENDED
    db.session.commit()
    assert "Not filled in yet" not in browser.get("/trainings/?past=1").text("main")


def test_before_the_day_nobody_is_asked_who_was_there(sign_in: SignIn) -> None:
    training = make.training(make.area(), on=clock.today() + timedelta(days=2))
    make.attendance(training, make.volunteer(), Attends.SIGNED_UP)

    page = sign_in(make.coordinator()).get(f"/trainings/{training.id}/attendance")

    assert "You can say who came on the day itself." in page.text("main")
    assert not page.has("main button.main-button")
