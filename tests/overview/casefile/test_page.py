"""What stands on the page of a person, for a volunteer and for a coordinator."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.notes.rules import NoteChannel
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import Purpose, RelationKind
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.rules import VisitState


def file_of(sign_in: SignIn, contact: Contact, more: str = "") -> Page:
    """The page of a person as a coordinator of all villages has it."""
    return sign_in(make.coordinator()).get(f"/people/{contact.id}{more}")


def own_file(sign_in: SignIn, contact: Contact) -> Page:
    """The page of a person as the volunteer who visits them has it."""
    volunteer = make.volunteer()
    make.match(volunteer, contact)
    return sign_in(volunteer).get(f"/people/{contact.id}")


def buttons(page: Page) -> list[str]:
    return page.texts("main header .button")


def test_a_volunteer_can_plan_and_raise_a_concern_and_no_more(sign_in: SignIn) -> None:
    contact = make.contact()
    make.task(TaskKind.WAITING, contact)
    make.wish(contact)

    page = own_file(sign_in, contact)

    assert buttons(page) == ["Plan a visit", "Something not right?"]
    assert not page.has("#agreed")
    links = {str(link["href"]) for link in page.soup.select("main a[href]")}
    asked = {f"/people/{contact.id}/edit", f"/people/{contact.id}/stop"}
    assert not asked & links
    assert not {text for text in page.texts("main a") if "Add" in text}
    assert "Find something that fits" not in page.text("main")


def test_a_volunteer_goes_back_to_their_day(sign_in: SignIn) -> None:
    page = own_file(sign_in, make.contact())

    assert page.one("main .back a")["href"] == "/"


def test_a_coordinator_goes_back_to_the_people_of_the_village(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")

    page = file_of(sign_in, make.contact(area=bedum))

    back = page.one("main .back a")
    assert "People in Bedum" in back.get_text()
    assert back["href"] == f"/people/?area={bedum.id}"


@pytest.mark.parametrize(
    ("volunteer_name", "first"),
    [("Griet Huis", ["Plan a visit"]), ("", ["Choose a volunteer", "First visit"])],
)
def test_a_coordinator_plans_a_visit_where_a_volunteer_visits_else_looks_for_one(
    sign_in: SignIn, volunteer_name: str, first: list[str]
) -> None:
    page = file_of(sign_in, make.contact(volunteer_name=volunteer_name))

    assert buttons(page) == [*first, "Refer", "Something not right?"]


@pytest.mark.parametrize("kind", [TaskKind.ATTEMPT, TaskKind.RESTING])
def test_an_attempt_is_recorded_where_somebody_is_being_reached(
    sign_in: SignIn, kind: TaskKind
) -> None:
    contact = make.contact()
    make.task(kind, contact)

    assert "Record an attempt" in buttons(file_of(sign_in, contact))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (TaskKind.ATTEMPT, ["Rest for a while", "Record : Attempt"]),
        (TaskKind.RESTING, ["Rest for a while", "Record : Resting until then"]),
        (TaskKind.WAITING, ["Choose a volunteer : Find a volunteer"]),
        (TaskKind.VISIT, ["Open : Visit"]),
    ],
)
def test_the_next_step_brings_its_button(
    sign_in: SignIn, kind: TaskKind, shown: list[str]
) -> None:
    contact, tomorrow = make.contact(), clock.today() + timedelta(days=1)
    make.task(kind, contact, due_on=tomorrow, planned_on=tomorrow)

    page = file_of(sign_in, contact)

    assert ", tomorrow" in page.text(".now li .fill")
    assert page.texts(".now .button") == shown


def test_all_that_has_to_happen_stands_below_each_other_the_soonest_first(
    sign_in: SignIn,
) -> None:
    contact, today = make.contact(), clock.today()
    make.task(TaskKind.REFERRAL, contact, due_on=today + timedelta(days=4))
    make.task(TaskKind.WAITING, contact, due_on=today + timedelta(days=9))
    soon = today + timedelta(days=1)
    make.task(TaskKind.VISIT, contact, due_on=soon + timedelta(days=2), planned_on=soon)
    make.task(TaskKind.ATTEMPT, contact, number=4, due_on=today)

    page = file_of(sign_in, contact)

    steps = ["Attempt 4", "Visit", "Referral", "Find a volunteer"]
    assert page.texts(".now li strong") == steps


def test_the_next_step_names_the_volunteer_who_comes(sign_in: SignIn) -> None:
    contact, volunteer = make.contact(), make.volunteer(name="Griet Huis")
    make.task(TaskKind.PLAN_VISIT, contact, volunteer_id=volunteer.id)

    page = file_of(sign_in, contact)

    assert "Griet Huis visits. No next visit is planned." in page.text(".now")


def test_a_volunteer_reads_the_next_step_and_does_not_take_it(sign_in: SignIn) -> None:
    contact = make.contact()
    make.task(TaskKind.WAITING, contact)

    page = own_file(sign_in, contact)

    assert page.texts(".now p") == ["Find a volunteer, today"]
    assert page.texts(".now .button") == []


def test_a_volunteer_reads_her_next_visit_once_with_its_hour(sign_in: SignIn) -> None:
    volunteer, contact = make.volunteer(), make.contact()
    at = make.at(clock.today() + timedelta(days=2), 14)
    visit = make.visit(make.match(volunteer, contact), starts_at=at)
    make.task(TaskKind.VISIT, contact, source=visit.id, planned_on=visit.day)

    page = sign_in(volunteer).get(f"/people/{contact.id}")

    assert "14:00" in page.text("#ahead")
    assert page.has(f"#ahead a[href='/visits/{visit.id}/move']")
    assert not page.has(".now")


def test_without_a_next_step_there_is_no_empty_sheet(sign_in: SignIn) -> None:
    assert not file_of(sign_in, make.contact()).has(".now")


def test_a_coordinator_is_asked_to_tell_somebody_and_a_volunteer_is_not(
    sign_in: SignIn,
) -> None:
    contact = make.contact(inform_by=clock.today())

    assert file_of(sign_in, contact).has("form[action$='/informed']")
    assert not own_file(sign_in, contact).has("form[action$='/informed']")


def test_who_was_told_is_not_told_again(sign_in: SignIn) -> None:
    today = clock.today()
    contact = make.contact(inform_by=today, informed_on=today)

    assert not file_of(sign_in, contact).has("form[action$='/informed']")


def test_the_page_says_what_was_agreed_and_not_what_was_taken_back(
    sign_in: SignIn,
) -> None:
    contact = make.contact()
    make.assent(contact)
    consent = make.consent(contact, Purpose.REFERRAL)
    consent.withdrawn_on = clock.today()

    page = file_of(sign_in, contact)

    said, consents = page.texts("#agreed p")
    assert said.startswith("Said yes on")
    assert consents == "No consent yet. Ask before you pass on anything."


def test_the_tabs_count_each_kind_and_the_open_one_is_lit(sign_in: SignIn) -> None:
    contact = make.contact()
    make.referral(contact)
    match = make.match(contact=contact)
    for _time in range(2):
        make.visit(match, state=VisitState.CANCELLED)

    page = file_of(sign_in, contact, "?kind=visit")

    tabs, lit = "#timeline nav a", "#timeline nav a[aria-current=page]"
    assert page.texts(tabs) == ["Everything 4", "Visits 2", "Referrals 1", "Matches 1"]
    assert page.texts(lit) == ["Visits 2"]
    assert len(page.texts("#timeline li")) == 2


@pytest.mark.parametrize("more", ["?kind=dance", "?before=tomorrow", "?before="])
def test_a_tab_that_there_is_not_shows_everything(sign_in: SignIn, more: str) -> None:
    contact = make.contact()
    make.referral(contact)

    page = file_of(sign_in, contact, more)

    assert page.texts("#timeline nav a[aria-current=page]") == ["Everything 1"]
    assert len(page.texts("#timeline li")) == 1


def test_earlier_events_of_the_same_kind_come_with_a_link(sign_in: SignIn) -> None:
    contact = make.contact()
    match = make.match(contact=contact)
    for days in range(1, 15):
        past = clock.now() - timedelta(days=days)
        make.visit(match, starts_at=past, state=VisitState.CANCELLED)
    browser = sign_in(make.coordinator())

    page = browser.get(f"/people/{contact.id}?kind=visit")
    link = page.one("#timeline a.button")
    earlier = browser.get(str(link["href"]), htmx=True)

    assert len(page.texts("#timeline li")) == 12
    assert len(earlier.texts("#timeline li")) == 2
    assert not earlier.has("#timeline a.button")


def test_a_file_without_events_says_so(sign_in: SignIn) -> None:
    page = file_of(sign_in, make.contact())

    assert "Nothing has been written down here yet." in page.text("#timeline")


def test_somebody_without_anybody_around_is_not_left_blank(sign_in: SignIn) -> None:
    page = file_of(sign_in, make.contact())

    assert "We do not know anybody around yet." in page.text("aside")


def test_the_head_says_how_old_somebody_is_and_where_they_live(
    sign_in: SignIn,
) -> None:
    clock.set_source(lambda: datetime(2026, 11, 28, 11, tzinfo=UTC))
    bedum = make.area("Bedum")
    values: dict[str, Any] = {
        "street": "Mill Street",
        "house_number": "4",
        "postcode": "9781 AB",
    }
    exact = make.contact(area=bedum, birth_date=date(1940, 12, 31), **values)
    about = make.contact(area=bedum, birth_year=1940)

    page = file_of(sign_in, exact)

    assert "85 years, Mill Street 4, Bedum" in page.text("#head")
    route = "geo:0,0?q=Mill%20Street%204%2C%209781%20AB%20Bedum"
    assert page.one("#head a[href^='geo:']")["href"] == route
    without = file_of(sign_in, about)
    assert "about 86 years, Bedum" in without.text("#head")
    assert not without.has("a[href^='geo:']")


def test_the_head_warns_how_to_approach_somebody_and_of_what_is_in_the_house(
    sign_in: SignIn,
) -> None:
    contact = make.contact(approach="Not before ten.", has_pets=True, smokes=True)

    page = file_of(sign_in, contact)

    assert page.text("#approach") == "How to approach: Not before ten."
    for words in ("pets in the house", "smokes", "Said yes to nothing yet"):
        assert words in page.text("#head")


def test_a_yes_and_a_consent_are_two_sentences_that_say_each_thing_once(
    sign_in: SignIn,
) -> None:
    contact = make.contact()
    for participation in (Participation.VISIT, Participation.RESPITE):
        make.assent(contact, participation)
    for purpose in (Purpose.REFERRAL, Purpose.PHOTO, Purpose.REFERRAL):
        make.consent(contact, purpose)

    head = file_of(sign_in, contact).text("#head")

    assert "Said yes to: respite, being visited and called" in head
    assert "Consent for: passing on for a referral, a photo" in head
    assert "nothing yet" not in head


def test_the_last_contact_is_the_last_time_that_somebody_was_spoken(
    sign_in: SignIn,
) -> None:
    contact, griet = make.contact(), make.volunteer(name="Griet Huis")
    match, now = make.match(griet, contact), clock.now()
    for days, happened in ((1, Happened.NOBODY_HOME), (2, Happened.YES)):
        past, state = now - timedelta(days=days), VisitState.REPORTED
        visit = make.visit(match, starts_at=past, state=state)
        report = {"happened": happened, "note": "A walk, tired."}
        make.saved(VisitReport(visit_id=visit.id, written_by=griet.id, **report))
    make.note(contact, channel=NoteChannel.NONE, text="Has a new bell.")

    words = file_of(sign_in, contact).text("#last-contact")

    assert "Griet Huis: A walk, tired." in words
    assert "yesterday" not in words


def test_the_first_step_stands_alone_and_the_others_fold_out(sign_in: SignIn) -> None:
    contact, today = make.contact(), clock.today()
    for kind, days in ((TaskKind.WAITING, 1), (TaskKind.REOPENED, 2)):
        make.task(kind, contact, due_on=today + timedelta(days=days))

    page = file_of(sign_in, contact)

    assert page.texts(".now > ul strong") == ["Find a volunteer"]
    assert page.text(".now summary") == "And 1 more after that"


def test_a_visit_that_is_planned_says_who_comes_and_at_which_hour(
    sign_in: SignIn,
) -> None:
    match = make.match(make.volunteer(name="Griet Huis"), make.contact())
    tomorrow = clock.today() + timedelta(days=1)
    make.visit(match, starts_at=make.at(tomorrow, 14))

    page = file_of(sign_in, db.session.get_one(Contact, match.contact_id))

    assert "Griet Huis comes at 14:00." in page.text(".now")


def test_of_each_number_it_is_said_whose_it_is(sign_in: SignIn) -> None:
    contact = make.contact("Ploeg")
    phone = {"number": "+31612345678", "note": "Mornings"}
    make.saved(ContactPhone(contact_id=contact.id, **phone))

    page = file_of(sign_in, contact)

    assert page.texts("#around a.button") == ["Call Ploeg: 06 12345678"]
    assert "Mornings" in page.text("#around")


def test_after_a_death_those_around_can_be_called(sign_in: SignIn) -> None:
    contact = make.contact(stage=Stage.DECEASED, stopped_on=clock.today())
    daughter = make.contact("Boer")
    for one, number in ((contact, "+31595111111"), (daughter, "+31595222222")):
        make.saved(ContactPhone(contact_id=one.id, number=number))
    both = {"contact_id": contact.id, "other_id": daughter.id}
    make.saved(Relation(kind=RelationKind.CHILD, **both))

    page = file_of(sign_in, contact)

    assert page.has("a[href='tel:+31595222222']")
    assert "+31595111111" not in page.html
