from datetime import timedelta

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState, Rhythm
from thuis_app.visiting.visits.rules import VisitState


def address(contact: Contact) -> str:
    return f"/matches/of/{contact.id}/new"


def test_people_who_should_not_be_here_find_nothing(
    sign_in: SignIn, area: Area, contact: Contact
) -> None:
    match = make.match(contact=contact)
    elsewhere = make.coordinator(make.area())
    board, keeper = make.user(Role.BOARD), make.user(Role.ADMINISTRATOR)

    for user in (elsewhere, board, keeper, make.volunteer(area)):
        browser = sign_in(user)
        assert browser.get(address(contact)).status == 404
        assert browser.get(f"/matches/{match.id}").status == 404


def test_a_volunteer_does_not_change_their_own_match(
    sign_in: SignIn, area: Area, contact: Contact
) -> None:
    volunteer = make.volunteer(area)
    match = make.match(volunteer, contact)
    browser = sign_in(volunteer)

    assert browser.get(f"/matches/{match.id}").status == 403
    assert browser.get(address(contact)).status == 403


def test_a_match_ends_with_a_reason(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact), sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    without = browser.submit(form, state="ended")
    answer = browser.submit(form, state="ended", ended_because="no_fit")

    assert without.errors() == ["Choose why it ends."]
    assert answer.address == f"/people/{contact.id}"
    assert match.ended_because is EndReason.NO_FIT


def test_somebody_is_asked_to_tell_who_counts_on_a_visit_of_an_ended_match(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact), sign_in(coordinator)
    visits = [
        make.visit(match, starts_at=clock.now() + timedelta(days=days))
        for days in (9, 2)
    ]
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    browser.submit(form, state="ended", ended_because="no_fit")

    assert {one.state for one in visits} == {VisitState.CANCELLED}
    call = task_queries.open_task(TaskKind.TELL, visits[1].id)
    assert call and call.contact_id == contact.id
    assert task_queries.open_task(TaskKind.TELL, visits[0].id) is None


def test_a_match_that_was_ended_by_mistake_comes_back_from_the_bar(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact), sign_in(coordinator)
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))
    form = browser.get(f"/matches/{match.id}").one("#match-form")
    done = browser.submit(form, state="ended", ended_because="no_fit")

    browser.submit(browser.get(done.address).one("main form[action$='/undo']"))

    db.session.expire_all()
    assert (match.state, visit.state) == (MatchState.ACTIVE, VisitState.PLANNED)
    assert task_queries.open_task(TaskKind.TELL, visit.id) is None


def test_who_comes_second_sees_what_the_first_made_of_it(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact, note="Tuesdays"), sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")
    match.state, match.ended_on = MatchState.ENDED, clock.today()
    match.ended_because = EndReason.MOVED
    db.session.commit()

    answer = browser.submit(form, state="paused", note="Wednesdays")

    assert answer.status == 409
    assert not answer.has("#note-theirs"), "nobody else changed the note"
    assert "Ended" in answer.text("#state-theirs")
    assert "Wednesdays" in answer.text("[name=note]")
    assert match.state is MatchState.ENDED


def test_the_same_change_sent_twice_is_done_once(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact), sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    first = browser.submit(form, state="paused")
    again = browser.submit(form, state="paused")

    assert (first.status, again.status) == (303, 303)
    assert match.state is MatchState.PAUSED


def test_the_first_month_asks_to_ask_how_it_goes(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    new = make.match(contact=contact)
    old = make.match(contact=contact, started_on=clock.today() - timedelta(days=40))
    browser = sign_in(coordinator)

    assert "first month" in browser.get(f"/matches/{new.id}").text("#match-form")
    assert "first month" not in browser.get(f"/matches/{old.id}").text("#match-form")


def test_whom_a_volunteer_visits_is_shown_for_the_own_villages_only(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area)
    make.match(volunteer, contact)
    make.match(volunteer, make.contact("Elders"))

    page = sign_in(coordinator).get(f"/matches/by/{volunteer.id}")

    assert page.texts("#people-visited .name") == ["Ploeg"]
    assert "Elders" not in page.html


def test_after_a_pause_the_page_asks_why_when_something_is_lacking(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    unready = make.volunteer(area, ready=False)
    match = make.match(unready, contact, state=MatchState.PAUSED)
    browser = sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    without = browser.submit(form, state="active")
    answer = browser.submit(form, state="active", override="The talk was good.")

    assert "Is lacking:" in without.text("#override-part")
    assert without.errors() == ["Write why it is good to begin all the same."]
    assert answer.status == 303
    assert match.override_because == "The talk was good."


def test_a_pause_may_end_without_a_word_when_all_is_in_order(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    match = make.match(make.volunteer(area), contact, state=MatchState.PAUSED)
    browser = sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    assert not form.select("[name=override]")
    assert browser.submit(form, state="active").status == 303


def test_an_oudermaatje_is_offered_its_own_rhythms(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match = make.match(contact=contact, kind=MatchKind.BUDDY, rhythm=Rhythm.WEEKLY)

    page = sign_in(coordinator).get(f"/matches/{match.id}")

    assert page.texts("#rhythm label") == ["Every week", "Every two weeks"]
    assert "Oudermaatje" in page.text("#match-form header")


def test_the_page_of_a_person_leads_to_the_match(
    sign_in: SignIn, contact: Contact, coordinator: User, area: Area
) -> None:
    match = make.match(make.volunteer(area, name="Griet Bos"), contact)

    page = sign_in(coordinator).get(f"/people/{contact.id}")

    assert page.text(f"aside a[href='/matches/{match.id}']") == "Griet Bos"
