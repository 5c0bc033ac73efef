import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core.database import db
from thuis_app.core.trail import TrailEntry

pytestmark = pytest.mark.usefixtures("database")


def lines(deed: str) -> list[TrailEntry]:
    return list(db.session.scalars(select(TrailEntry).where(TrailEntry.deed == deed)))


def test_opening_a_file_leaves_a_line_of_who_when_whom_and_why(sign_in: SignIn) -> None:
    coordinator, contact = make.coordinator(), make.contact()

    sign_in(coordinator).get(f"/people/{contact.id}")

    [line] = lines("contact.opened")
    assert (line.actor_id, line.contact_id) == (coordinator.id, contact.id)
    assert (line.role, line.ground) == ("coordinator", "area")
    assert line.session_id and line.at


def test_a_volunteer_looks_on_the_ground_of_a_match(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)

    page = sign_in(volunteer).get(f"/people/{match.contact_id}")

    assert page.status == 200
    assert [line.ground for line in lines("contact.opened")] == ["match"]


def test_who_stood_in_a_list_is_one_line(sign_in: SignIn) -> None:
    area = make.area()
    people = [make.contact(area=area) for _ in range(3)]

    sign_in(make.coordinator()).get("/people/")

    [line] = [line for line in db.session.scalars(select(TrailEntry)) if line.shown]
    assert set(line.shown.split()) == {str(one.id) for one in people}


def test_a_page_that_is_refused_is_remembered(sign_in: SignIn) -> None:
    sign_in(make.volunteer()).get("/account/users")

    assert lines("refused accounts.users")
