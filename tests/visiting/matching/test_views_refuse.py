"""Asked, and it was no; and who was not asked for a long time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.models import IS_OPEN, Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matching import actions as matching
from thuis_app.visiting.matching.models import MatchRefusal
from thuis_app.visiting.matching.rules import (
    NOT_NOW_LASTS,
    RefusalReason,
    RefusedBy,
)


def proposal(contact: Contact) -> str:
    return f"/matches/of/{contact.id}/new"


def page_for(contact: Contact, volunteer: User) -> str:
    return f"/matches/of/{contact.id}/refused/{volunteer.id}"


def refusals() -> list[MatchRefusal]:
    return list(db.session.scalars(select(MatchRefusal)))


def test_a_no_stands_beside_the_volunteer_in_the_next_proposal(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area, name="Griet Bos"), sign_in(coordinator)
    [link] = browser.get(proposal(contact)).soup.select("#volunteer a.button")
    form = browser.get(str(link["href"])).one("#refusal-form")

    answer = browser.submit(form, by="volunteer", because="times", note="Works late.")
    page = browser.follow(answer)

    [kept] = refusals()
    assert (kept.volunteer_id, kept.by) == (volunteer.id, RefusedBy.VOLUNTEER)
    assert (kept.because, kept.on) == (RefusalReason.TIMES, clock.today())
    assert "the times do not suit" in page.text("#volunteer")
    assert "Works late." in page.text("#refusals-title ~ ul")


def test_no_click_of_the_person_takes_the_volunteer_off_the_choices(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(page_for(contact, volunteer)).one("#refusal-form")

    page = browser.follow(browser.submit(form, by="person", because="no_click"))
    back = browser.follow(browser.submit(page.one("form[action$=take-back]")))

    assert not page.has("[name=volunteer]")
    assert "there was no click" in page.text("details").lower()
    assert back.has("[name=volunteer]")
    assert refusals()[0].taken_back_on == clock.today()


def test_one_form_sent_twice_is_one_no(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    form = browser.get(page_for(contact, make.volunteer(area))).one("#refusal-form")

    for _time in range(2):
        assert browser.submit(form, by="person", because="other").status == 303

    assert len(refusals()) == 1


def test_what_is_missing_or_cannot_be_is_said_at_the_question(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    browser, tomorrow = sign_in(coordinator), clock.today() + timedelta(days=1)
    form = browser.get(page_for(contact, make.volunteer(area))).one("#refusal-form")

    empty = browser.submit(form, on="", note="She was out.")
    wrong = browser.submit(form, by="person", because="dislike", on=tomorrow)

    assert empty.errors() == ["Choose who said no.", "Choose why.", "Choose the day."]
    assert "She was out." in empty.text("[name=note]")
    assert wrong.has("#because-error") and wrong.has("#on-error")
    assert (empty.status, wrong.status, refusals()) == (422, 422, [])


def test_a_no_about_the_volunteer_of_others_cannot_be_written_down(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    stranger = make.volunteer(make.area())

    assert sign_in(coordinator).get(page_for(contact, stranger)).status == 404


def test_people_who_should_not_be_here_find_nothing(
    sign_in: SignIn, area: Area, contact: Contact
) -> None:
    volunteer = make.volunteer(area)
    refusal = make.refusal(contact, volunteer)

    for user in (make.coordinator(make.area()), volunteer):
        browser = sign_in(user)
        data = {"csrf_token": browser.token}
        back = browser.post(f"/matches/refusals/{refusal.id}/take-back", data)
        assert browser.get(page_for(contact, volunteer)).status == 404
        assert back.status == 404

    assert refusals()[0].taken_back_on is None


def test_who_was_not_asked_is_shown_with_the_reason_and_who_would_fit(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area, name="Griet Bos")
    db.session.get_one(Volunteer, volunteer.id).since = clock.today().replace(year=2020)
    db.session.commit()
    browser = sign_in(coordinator)

    page = browser.get("/matches/unasked")
    [look] = page.soup.select("#unasked-list a.button")

    assert "Griet Bos never asked" in page.text("#unasked-list")
    assert "It is not known when. Fits best with Ploeg in Winsum." in (
        page.text("#unasked-list")
    )
    assert browser.get(str(look["href"])).has(
        f"[name=volunteer][value='{volunteer.id}']"
    )
    shown = select(AuditEntry.shown).where(AuditEntry.event == "match.listed")
    assert db.session.scalars(shown).first() == str(contact.id)


def test_a_next_page_of_who_was_not_asked_is_rows_alone(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    for _ in range(26):
        make.volunteer(area)
    browser = sign_in(coordinator)

    page = browser.get("/matches/unasked")
    [more] = page.soup.select("#more-unasked a")
    rows = browser.get(str(more["href"]), htmx=True)
    whole = browser.get(str(more["href"]))

    assert len(page.soup.select(".line")) == 25
    assert len(rows.soup.select(".line")) == 1 and not rows.is_whole
    assert len(whole.soup.select(".line")) == 1 and whole.is_whole


@pytest.mark.parametrize("after", ["x", "2026-13-45.1", "2026-01-01.", "9" * 40])
def test_an_address_that_makes_no_sense_begins_at_the_top(
    sign_in: SignIn, area: Area, coordinator: User, after: str
) -> None:
    make.volunteer(area)

    page = sign_in(coordinator).get(f"/matches/unasked?after={after}")

    assert len(page.soup.select(".line")) == 1


def test_when_everybody_was_thought_of_the_page_says_so(
    sign_in: SignIn, coordinator: User
) -> None:
    page = sign_in(coordinator).get("/matches/unasked")

    assert "Everybody was thought of" in page.text("#unasked-list")


def to_repeat() -> list[Task]:
    """The open tasks to ask again."""
    again = select(Task).where(Task.kind == TaskKind.REPEAT_QUESTION, IS_OPEN)
    return list(db.session.scalars(again))


def test_after_not_now_somebody_is_reminded_to_ask_again(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area, name="Griet Bos"), sign_in(coordinator)
    form = browser.get(page_for(contact, volunteer)).one("#refusal-form")

    browser.submit(form, by="volunteer", because="not_now")

    [task] = to_repeat()
    assert task.due_on == clock.today() + NOT_NOW_LASTS
    assert (task.contact_id, task.volunteer_id) == (contact.id, volunteer.id)


def test_a_no_for_another_reason_asks_for_nothing_later(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(page_for(contact, volunteer)).one("#refusal-form")

    browser.submit(form, by="volunteer", because="times")

    assert to_repeat() == []


def test_a_no_that_is_taken_back_is_not_asked_again(
    area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, actor = make.volunteer(area), make.actor(coordinator)
    refusal = matching.refuse(
        actor,
        contact,
        volunteer=volunteer.id,
        by=RefusedBy.PERSON,
        because=RefusalReason.NOT_NOW,
    )

    matching.take_back(actor, refusal)
    db.session.commit()

    assert to_repeat() == []
