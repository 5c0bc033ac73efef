"""Writing down a call on the page of whom it is about, and putting it right."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.notes.models import Note, NoteVersion
from thuis_app.people.notes.rules import Direction, FollowUpDetails, NoteChannel
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind


def all_notes() -> list[Note]:
    return list(db.session.scalars(select(Note).order_by(Note.id)))


def open_tasks() -> list[Task]:
    found = select(Task).where(
        Task.kind == TaskKind.FOLLOW_UP, Task.closed_at.is_(None)
    )
    return list(db.session.scalars(found))


def what(task: Task) -> str:
    return task.read_details(FollowUpDetails).what


def write(browser: Browser, page: str, **answers: Any) -> Page:
    """Fill in the field that is always open on a page, and send it."""
    return browser.submit(browser.get(page).one("#note-form"), **answers)


def test_a_call_is_written_down_on_the_page_of_a_person(sign_in: SignIn) -> None:
    contact, coordinator = make.contact(), make.coordinator(name="Marijke Bos")
    browser = sign_in(coordinator)

    answer = write(browser, f"/people/{contact.id}", text="Hip broken. In hospital.")

    assert answer.address == f"/people/{contact.id}"
    [note] = all_notes()
    assert (note.contact_id, note.text) == (contact.id, "Hip broken. In hospital.")
    assert (note.channel, note.direction) == (
        NoteChannel.TELEPHONE,
        Direction.INCOMING,
    )
    page = browser.get(f"/people/{contact.id}")
    assert "Telephone call Hip broken. In hospital." in page.text("#timeline")
    assert "today, Marijke Bos: Hip broken." in page.text("#last-contact")


def test_all_that_is_known_of_a_call_is_kept(sign_in: SignIn) -> None:
    contact, yesterday = make.contact(), clock.today() - timedelta(days=1)
    browser = sign_in(make.coordinator())

    write(
        browser,
        f"/people/{contact.id}",
        text="She is better.",
        with_whom="Daughter Annie",
        channel="letter",
        direction="outgoing",
        on=yesterday.isoformat(),
        at="14:30",
    )

    [note] = all_notes()
    assert (note.with_whom, note.on) == ("Daughter Annie", yesterday)
    assert f"{note.at:%H:%M}" == "14:30"
    rows = browser.get(f"/notes/people/{contact.id}").text("#notes ul.list")
    assert "Letter or card: Daughter Annie we contacted them" in rows


def test_what_must_still_happen_is_on_the_board_on_its_day(sign_in: SignIn) -> None:
    contact = make.contact("Ploeg", called_name="Trijntje")
    browser = sign_in(make.coordinator())

    write(browser, f"/people/{contact.id}", text="Fell.", what="Call Annie back.")

    board = browser.get("/").text("#queue-follow_up")
    assert "Trijntje Ploeg" in board and "Call Annie back." in board
    assert "Task" in browser.get(f"/people/{contact.id}").text(".now")


def test_whom_to_call_stands_with_the_task(sign_in: SignIn) -> None:
    contact = make.contact()
    volunteer = make.volunteer(telephone="+31595222222")
    make.saved(ContactPhone(contact_id=contact.id, number="+31595111111"))
    browser = sign_in(make.coordinator())
    write(browser, f"/people/{contact.id}", what="Call.")
    write(browser, f"/volunteers/{volunteer.id}", what="Call too.")

    board = browser.get("/").one("#queue-follow_up")
    first = browser.get(f"/tasks/{open_tasks()[0].id}").one("#task-box")

    for number in ("+31595111111", "+31595222222"):
        assert board.select(f"a[href='tel:{number}']")
    assert first.select("a[href^='tel:']")


def test_a_task_needs_no_note(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    day = clock.today() + timedelta(days=4)

    answer = write(
        browser, f"/people/{contact.id}", what="Bring the card.", due_on=str(day)
    )

    assert answer.address == f"/people/{contact.id}"
    assert all_notes() == []
    [task] = open_tasks()
    assert (what(task), task.due_on) == ("Bring the card.", day)


def test_a_task_is_given_to_a_coordinator_of_the_village(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")
    contact, colleague = make.contact(area=bedum), make.coordinator(bedum)
    stranger = make.coordinator(make.area("Winsum"))
    browser = sign_in(make.coordinator(bedum))
    page = f"/people/{contact.id}"

    refused = write(browser, page, what="Call.", owner_id=str(stranger.id))
    write(browser, page, what="Call.", owner_id=str(colleague.id))

    assert refused.status == 422
    [task] = open_tasks()
    assert task.owner_id == colleague.id


def test_the_next_note_settles_a_task_that_is_ticked(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    page = f"/people/{contact.id}"
    for words in ("Call Annie.", "Send the letter."):
        write(browser, page, what=words)
    called = next(one for one in open_tasks() if what(one) == "Call Annie.")

    write(browser, page, text="Annie is glad.", settles=[called.id])

    assert [what(task) for task in open_tasks()] == ["Send the letter."]


def test_a_task_that_was_settled_by_mistake_comes_back_with_its_words(
    sign_in: SignIn,
) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    write(browser, f"/people/{contact.id}", what="Call Annie.")
    [task] = open_tasks()
    write(browser, f"/people/{contact.id}", text="Not home.", settles=[task.id])

    browser.submit(browser.get("/").one("#done-today form"))

    assert [what(one) for one in open_tasks()] == ["Call Annie."]


def test_the_task_of_another_person_is_not_settled(sign_in: SignIn) -> None:
    contact, other = make.contact(), make.contact()
    browser = sign_in(make.coordinator())
    write(browser, f"/people/{other.id}", what="Call Annie.")
    write(browser, f"/people/{contact.id}", what="Wait.")
    [task] = [one for one in open_tasks() if one.contact_id == other.id]

    answer = write(browser, f"/people/{contact.id}", text="Hm.", settles=[task.id])

    assert answer.status == 422
    assert len(open_tasks()) == 2


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Write down what was said, or what must happen."),
        ({"text": "a" * 2001}, "This is 2001 characters. Keep it under 2000."),
        ({"text": "111222333"}, "111222333 looks like a citizen service number (BSN)."),
        ({"text": "So.", "on": "2999-01-01"}, "Choose a date between"),
        ({"text": "So.", "at": "noon"}, "Write a time like 14:30."),
        ({"text": "So.", "channel": "smoke"}, "Choose one of these answers."),
        ({"what": "Call.", "due_on": ""}, "Choose the day."),
        ({"what": "Call.", "due_on": "2020-01-01"}, "Choose a date between"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    sign_in: SignIn, answers: dict[str, str], says: str
) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())

    answer = write(browser, f"/people/{contact.id}", **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
    assert answer.text("[name=text]") == answers.get("text", "")
    assert (all_notes(), open_tasks()) == ([], [])


def test_the_same_field_is_open_on_the_page_of_a_volunteer(sign_in: SignIn) -> None:
    volunteer = make.volunteer(name="Griet Huis")
    browser = sign_in(make.coordinator())
    page = f"/volunteers/{volunteer.id}"

    answer = write(browser, page, text="Wants a card.", what="Send it.")

    assert answer.address == page
    assert "Wants a card." in browser.get(page).text("main")
    line = browser.get("/").one("#queue-follow_up")
    assert "Griet Huis" in line.get_text() and line.select(f"a[href^='{page}']")


def test_the_notes_of_an_offering_are_fetched_into_its_page(sign_in: SignIn) -> None:
    offering = make.offering("Soup on Friday")
    browser = sign_in(make.coordinator())
    page = f"/offerings/{offering.id}"
    place = browser.get(page).one("#offering-notes")

    box = browser.get(str(place["hx-get"]), htmx=True)
    answer = browser.submit(box.one("#note-form"), text="Full.", what="Ask in May.")

    assert answer.address == page
    assert [one.offering_id for one in all_notes()] == [offering.id]
    line = browser.get("/").one("#queue-follow_up")
    assert "Soup on Friday" in line.get_text() and line.select(f"a[href^='{page}']")


def test_on_the_same_day_its_writer_puts_a_note_right_without_a_trace(
    sign_in: SignIn,
) -> None:
    coordinator = make.coordinator()
    note = make.note(written_by=coordinator.id)
    browser = sign_in(coordinator)

    corrected(browser, note, "Her son called.")

    assert [one.text for one in all_notes()] == ["Her son called."]
    assert list(db.session.scalars(select(NoteVersion))) == []


@pytest.mark.parametrize("is_own", [True, False])
def test_a_later_correction_or_that_of_a_colleague_keeps_what_it_said(
    sign_in: SignIn, is_own: bool
) -> None:
    coordinator = make.coordinator(name="Hiske Wal")
    past = clock.now() - timedelta(days=2 if is_own else 0)
    by = coordinator.id if is_own else make.coordinator().id
    note = make.note(written_by=by, written_at=past)
    browser = sign_in(coordinator)

    corrected(browser, note, "Her son called.")

    page = browser.get(f"/notes/{note.id}/correct")
    assert page.text("[name=text]") == "Her son called."
    assert "Her daughter called. Changed by Hiske Wal" in page.text("ul.list")


def corrected(browser: Browser, note: Note, text: str) -> Page:
    form = browser.get(f"/notes/{note.id}/correct").one("#correct-form")
    return browser.submit(form, text=text)


def test_two_at_once_do_not_overwrite_each_other(sign_in: SignIn) -> None:
    note = make.note()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/notes/{note.id}/correct").one("#correct-form")
    note.text = "Her niece called."
    db.session.commit()

    answer = browser.submit(form, text="Her son called.")

    assert answer.status == 409
    assert "Her niece called." in answer.text(".theirs")


def taken_back(browser: Browser, note_id: int, because: str = "") -> Page:
    form = browser.get(f"/notes/{note_id}/correct").one("#take-back-form")
    return browser.submit(form, because=because)


def test_within_ten_minutes_a_note_goes_with_its_task(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    write(browser, f"/people/{contact.id}", text="Oops.", what="Call.")
    [note] = all_notes()

    answer = taken_back(browser, note.id)

    assert answer.address == f"/people/{contact.id}"
    assert (all_notes(), open_tasks()) == ([], [])


def test_later_the_reason_is_asked_and_the_text_goes(sign_in: SignIn) -> None:
    coordinator = make.coordinator()
    past = clock.now() - timedelta(minutes=11)
    note = make.note(written_by=coordinator.id, written_at=past, text="A secret.")
    browser = sign_in(coordinator)

    asked = taken_back(browser, note.id)
    answer = taken_back(browser, note.id, "About somebody else.")

    assert asked.status == 422
    assert "Write down why this was a mistake." in " ".join(asked.errors())
    assert answer.address == f"/people/{note.contact_id}"
    page = browser.get(f"/notes/people/{note.contact_id}")
    assert "was taken back: About somebody else." in page.text("#notes")
    assert "A secret." not in page.html + browser.get(answer.address).html
    assert browser.get(f"/notes/{note.id}/correct").status == 200


def test_earlier_notes_come_page_by_page(sign_in: SignIn) -> None:
    contact, coordinator = make.contact(), make.coordinator()
    for number in range(27):
        make.note(contact, text=f"Call {number}.", written_by=coordinator.id)
    browser = sign_in(coordinator)

    page = browser.get(f"/notes/people/{contact.id}")
    rest = browser.get(str(page.one("#more-notes a")["href"]), htmx=True)

    assert len(page.texts("#notes .as-typed")) == 25
    assert rest.texts(".as-typed") == ["Call 1.", "Call 0."]


def test_of_who_died_a_call_is_written_down_and_no_task(sign_in: SignIn) -> None:
    contact = make.contact(stage=Stage.DECEASED, stopped_on=clock.today())
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}").one("#note-form")

    assert not form.select("[name=what]")
    assert browser.submit(form, text="The son called.").address
    assert [note.text for note in all_notes()] == ["The son called."]


def test_a_volunteer_sees_no_note_of_whom_they_visit(sign_in: SignIn) -> None:
    contact, volunteer = make.contact(), make.volunteer()
    make.match(volunteer, contact)
    make.note(contact, text="No money left.")

    page = sign_in(volunteer).get(f"/people/{contact.id}")

    assert "No money" not in page.html
    assert not page.has("#note-form")
    assert "Notes" not in page.text("#timeline")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_opens_the_notes(sign_in: SignIn, role: Role) -> None:
    note = make.note()
    browser = sign_in(make.user(role, all_areas=True))

    assert browser.get(f"/notes/people/{note.contact_id}").status == 404
    assert browser.get(f"/notes/{note.id}/correct").status == 404


def test_the_notes_of_another_village_do_not_exist(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")
    contact: Contact = make.contact(area=bedum)
    volunteer = make.volunteer(bedum)
    notes = make.note(contact), make.note(volunteer_id=volunteer.id)
    browser = sign_in(make.coordinator(make.area("Winsum", "9951")))

    for note in notes:
        assert browser.get(f"/notes/{note.id}/correct").status == 404
    assert browser.get(f"/notes/people/{contact.id}").status == 404
    assert browser.get(f"/notes/volunteers/{volunteer.id}").status == 404
