from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db

pytestmark = pytest.mark.usefixtures("database")


def lines(event: str, ground: str | None = None) -> list[AuditEntry]:
    """The lines of an event, on this ground when it is given."""
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.event == event))
    return [line for line in found if ground in (None, line.ground)]


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

    [line] = [line for line in db.session.scalars(select(AuditEntry)) if line.shown]
    assert set(line.shown.split()) == {str(one.id) for one in people}


def test_a_page_that_is_refused_is_remembered(sign_in: SignIn) -> None:
    sign_in(make.volunteer()).get("/account/users")

    assert lines("request.refused", "accounts.users")


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_not_there_or_not_theirs_is_remembered(
    sign_in: SignIn, htmx: bool
) -> None:
    """The line is the same for both, and says nothing of what was asked for."""
    theirs = make.contact(area=make.area())
    volunteer = make.volunteer()
    browser = sign_in(volunteer)

    answers = [
        browser.get(f"/people/{number}", htmx=htmx).status
        for number in (theirs.id, 4711)
    ]

    assert answers == [404, 404]
    found = lines("request.missing", "casefile.show")
    assert [line.actor_id for line in found] == [volunteer.id] * 2
    shown = {(line.contact_id, line.shown, line.subject_id) for line in found}
    assert shown == {(None, "", "")}


def test_a_walk_along_all_numbers_is_seen_and_fills_no_disk(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())
    for number in range(60):
        assert browser.get(f"/people/{number + 1000}").status == 404
    browser.get("/visits/1000")

    assert len(lines("request.missing", "casefile.show")) == 10
    assert len(lines("request.missing", "visit_reports.show")) == 1

    moment = clock.now() + timedelta(minutes=1, seconds=1)
    clock.set_source(lambda: moment)
    browser.get("/people/2000")
    assert len(lines("request.missing", "casefile.show")) == 11


def test_the_walk_of_one_hides_nobody_elses(sign_in: SignIn) -> None:
    one, other = sign_in(make.volunteer()), sign_in(make.volunteer())
    for number in range(12):
        one.get(f"/people/{number + 1000}")

    other.get("/people/1000")

    assert len(lines("request.missing", "casefile.show")) == 11


def test_a_mistyped_address_and_a_stranger_leave_no_line(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = sign_in(make.volunteer())
    volunteer.get("/nowhere")
    volunteer.get("/static/nowhere.png")
    stranger.get("/account/invitation/not-a-key")
    stranger.get("/nowhere/4711")

    found = db.session.scalars(select(AuditEntry.event)).all()
    assert not [action for action in found if action.startswith("request.")]


def test_a_guessed_link_is_remembered_of_who_is_signed_in(sign_in: SignIn) -> None:
    sign_in(make.volunteer()).get("/account/invitation/not-a-key")

    assert len(lines("request.missing", "invitations.accept_form")) == 1


def test_a_concern_that_is_not_theirs_is_as_one_that_is_not_there(
    sign_in: SignIn,
) -> None:
    concern, browser = make.concern(), sign_in(make.coordinator())

    browser.get(f"/concerns/{concern.id}")
    browser.get("/concerns/4711")

    first, second = lines("request.missing", "concerns.show")
    assert unlike(first) == unlike(second)


def unlike(line: AuditEntry) -> dict[str, object]:
    """A line, but for its number and its moment."""
    own = ("id", "at")
    columns = AuditEntry.__mapper__.columns.keys()
    return {name: getattr(line, name) for name in columns if name not in own}
