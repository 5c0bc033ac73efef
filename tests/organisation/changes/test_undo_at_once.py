"""What is changed every day is undone for ten minutes on the bar that confirms it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.organisation.changes.test_undo import assert_undone_from_the_bar, wait
from tests.overview.today.test_tasks import reopened, send, take
from tests.pages import Browser, Page
from tests.people.notes.test_views import write
from tests.visiting.visits.test_days_off import Ill
from tests.visiting.visits.test_substitute import Village
from tests.visiting.visits.visiting import later
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.notes.models import Note
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

Way = tuple[Callable[[], Any], Callable[[Browser, Any], Page]]


def put_off(browser: Browser, task: Task) -> Page:
    until = (clock.today() + timedelta(days=3)).isoformat()
    return send(browser, task, "put-off", until=until, because="She is away.")


def finish(browser: Browser, task: Task) -> Page:
    return send(browser, task, "finish", note="She was glad.")


def with_a_colleague() -> tuple[Task, User]:
    return reopened(), make.coordinator()


def give(browser: Browser, found: tuple[Task, User]) -> Page:
    return send(browser, found[0], "give", to=found[1].id)


def note(browser: Browser, contact: Contact) -> Page:
    page = f"/people/{contact.id}"
    return write(browser, page, text="In hospital.", what="Call Annie.")


def task_alone(browser: Browser, contact: Contact) -> Page:
    return write(browser, f"/people/{contact.id}", what="Call Annie.")


def note_of_a_volunteer(browser: Browser, volunteer: User) -> Page:
    return write(browser, f"/volunteers/{volunteer.id}", text="Likes it.")


def changed(name: str, **answers: Any) -> Callable[[Browser, Village], Page]:
    def change(browser: Browser, known: Village) -> Page:
        page = browser.get(f"/visits/{known.visit_id}/{name}")
        return browser.submit(page.one(f"#{name}-form"), **answers)

    return change


def move(browser: Browser, known: Village) -> Page:
    return changed("move", on=later(), at="15:00", informed="asked")(browser, known)


def substitute(browser: Browser, known: Village) -> Page:
    page = browser.get(f"/visits/{known.visit_id}/other")
    return browser.submit(
        page.one("#substitute-form"), volunteer_id=known.bram.id, informed="asked"
    )


def flu() -> int:
    return Ill().block().id


def call_off_all(browser: Browser, block_id: int) -> Page:
    page = browser.get(f"/visits/days-off/{block_id}")
    return browser.submit(page.one(f"form[action$='/{block_id}']"), informed="asked")


def away(browser: Browser, colleague: User) -> Page:
    form = browser.get(f"/absences/of/{colleague.id}/new").one("#absence-form")
    last = (clock.today() + timedelta(days=3)).isoformat()
    return browser.submit(form, last_on=last, stand_in="")


def days_off(browser: Browser, volunteer: User) -> Page:
    form = browser.get(f"/volunteers/{volunteer.id}/blocks/new").one("#block-form")
    first, last = (clock.today() + timedelta(days=days) for days in (3, 9))
    return browser.submit(form, from_on=first.isoformat(), until_on=last.isoformat())


CANCELLED = {"cancelled_by": "person", "because": "Her sister came."}
WAYS: dict[str, Way] = {
    "a task put off": (reopened, put_off),
    "a task that is done": (reopened, finish),
    "a task that is given": (with_a_colleague, give),
    "a task that is taken on": (reopened, take),
    "a note and what follows": (make.contact, note),
    "what is still to be done": (make.contact, task_alone),
    "a note of a volunteer": (make.volunteer, note_of_a_volunteer),
    "a visit that is moved": (Village, move),
    "a visit that is off": (Village, changed("cancel", **CANCELLED)),
    "somebody else goes": (Village, substitute),
    "all visits of days off": (flu, call_off_all),
    "a colleague who is away": (make.coordinator, away),
    "days off": (make.volunteer, days_off),
}


@pytest.mark.parametrize("way", WAYS)
def test_undone_from_the_bar_every_row_is_what_it_was(
    sign_in: SignIn, way: str
) -> None:
    assert_undone_from_the_bar(sign_in, WAYS[way])


def test_undoing_on_the_board_leads_back_to_the_board(sign_in: SignIn) -> None:
    task, browser = reopened(), sign_in(make.coordinator())

    undone = browser.submit(browser.follow(finish(browser, task)).one("#notice form"))

    assert undone.address == "/"
    assert "Ploeg" in browser.get("/").text("#work")


def test_what_was_undone_is_kept_nowhere(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    button = browser.follow(note(browser, contact)).one("#notice form")
    [kept] = db.session.scalars(select(ChangeSet))
    assert "In hospital." in kept.changes_json

    browser.submit(button)

    assert db.session.scalars(select(Note)).all() == []
    db.session.expire_all()
    assert kept.changes == () and kept.is_undone


def test_what_is_changed_every_day_is_no_mistake_to_put_right(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    note(browser, contact)

    page = browser.get(f"/people/{contact.id}/mistake")

    assert "Nothing was done here" in page.text("#mistake-form")


def test_a_visit_does_not_stand_again_where_contact_was_stopped(
    sign_in: SignIn,
) -> None:
    known = Village()
    browser = sign_in(known.office)
    answer = changed("cancel", **CANCELLED)(browser, known)
    button = browser.follow(answer).one("#notice form")
    stopping.stop(
        known.coordinator,
        db.session.get_one(Contact, known.trijntje.id),
        stage=Stage.NO_CONTACT,
        on=clock.today(),
        because="She asked for it.",
    )
    db.session.commit()

    refused = browser.submit(button)

    assert refused.status == 409
    states = db.session.scalars(select(Visit.state)).all()
    assert states == [VisitState.CANCELLED]


def test_a_task_that_is_asked_anew_by_now_stays_done(sign_in: SignIn) -> None:
    task, browser = reopened(), sign_in(make.coordinator())
    button = browser.follow(finish(browser, task)).one("#notice form")
    again = make.task(task.kind, db.session.get_one(Contact, task.contact_id))
    again.source = task.source
    db.session.commit()

    refused = browser.submit(button)

    assert refused.status == 409
    assert "More was done with it since" in refused.text()


def test_a_note_that_was_corrected_since_stays(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    button = browser.follow(note(browser, contact)).one("#notice form")
    [written] = db.session.scalars(select(Note))
    written.text = "In hospital, room 4."
    db.session.commit()

    assert browser.submit(button).status == 409
    assert len(db.session.scalars(select(Note)).all()) == 1


def test_after_ten_minutes_the_usual_way_is_left(sign_in: SignIn) -> None:
    known = Village()
    browser = sign_in(known.office)
    button = browser.follow(move(browser, known)).one("#notice form")
    wait(timedelta(minutes=11))

    assert browser.submit(button).status == 409


def test_a_task_comes_back_in_the_place_of_the_one_that_followed_it() -> None:
    """Of a kind and a source one task is open: never both, not for a moment."""
    coordinator, contact = make.actor(make.coordinator()), make.contact()
    first = make.task(TaskKind.CALL_AGAIN, contact)
    with changes.undoable(coordinator, ChangeKind.TASK, contact) as doing:
        tasks.close(coordinator, TaskKind.CALL_AGAIN, contact.id)
        db.session.flush()
        contacts.schedule(coordinator, contact, TaskKind.CALL_AGAIN, clock.today())

    changes.undo(coordinator, db.session.get_one(ChangeSet, doing.change_id))

    assert [one.id for one in db.session.scalars(select(Task))] == [first.id]
    assert first.is_open
