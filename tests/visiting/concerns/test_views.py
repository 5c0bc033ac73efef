from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import func, select, text

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import ConcernOutcome, ConcernState

SECRET = "Bruises on both arms."


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def contact(area: Area) -> Contact:
    return make.contact("Ploeg", area=area)


@pytest.fixture
def volunteer(area: Area, contact: Contact) -> User:
    user = make.volunteer(area)
    make.match(user, contact)
    return user


@pytest.fixture
def lead(area: Area) -> User:
    roles = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
    return make.user(*roles, areas=[area], name="Marijke Dam", telephone="+31595555001")


def concerns() -> int:
    return db.session.scalar(select(func.count(Concern.id))) or 0


def form_about(browser: Browser, contact: Contact) -> Tag:
    return browser.get(f"/concerns/of/{contact.id}/new/harm").one("#raise-form")


def hand_in(browser: Browser, contact: Contact, **answers: Any) -> Page:
    form = form_about(browser, contact)
    wanted = browser.submit(form, words=SECRET, **answers)
    return browser.submit(wanted.one("#raise-form"), sure="yes")


def test_before_sending_there_is_a_question(
    sign_in: SignIn, contact: Contact, volunteer: User
) -> None:
    browser = sign_in(volunteer)

    wanted = browser.submit(form_about(browser, contact), words=SECRET, urgent="y")

    assert wanted.text("h1") == "Shall we send this?"
    assert SECRET in wanted.text("blockquote")
    assert concerns() == 0


def test_after_the_question_it_goes_to_the_lead(
    sign_in: SignIn, contact: Contact, volunteer: User
) -> None:
    answer = hand_in(sign_in(volunteer), contact, urgent="y")

    concern = db.session.scalars(select(Concern)).one()
    assert answer.address == "/"
    assert (concern.words, concern.is_urgent) == (SECRET, True)
    assert concern.raised_by == volunteer.id


def test_in_doubt_one_goes_back_to_what_was_written(
    sign_in: SignIn, contact: Contact, volunteer: User
) -> None:
    browser = sign_in(volunteer)
    wanted = browser.submit(form_about(browser, contact), words=SECRET)

    back = browser.submit(wanted.one("#raise-form"), sure="no")

    assert SECRET in back.text("textarea")
    assert not back.has("#errors")
    assert concerns() == 0


def test_the_same_concern_sent_twice_is_handed_in_once(
    sign_in: SignIn, contact: Contact, volunteer: User
) -> None:
    browser = sign_in(volunteer)
    wanted = browser.submit(form_about(browser, contact), words=SECRET)
    form = wanted.one("#raise-form")

    answers = [browser.submit(form, sure="yes").status for _ in range(2)]

    assert answers == [303, 303]
    assert concerns() == 1


def test_the_form_says_whom_to_call_and_what_happens_next(
    sign_in: SignIn, contact: Contact, volunteer: User, lead: User
) -> None:
    page = sign_in(volunteer).get(f"/concerns/of/{contact.id}/new/harm")

    for number in ("112", "08002000", "+31595555001"):
        assert page.has(f"a[href='tel:{number}']")
    assert "Marijke Dam" in page.text("#raise-form")


def test_without_a_lead_the_form_says_so(
    sign_in: SignIn, contact: Contact, volunteer: User
) -> None:
    page = sign_in(volunteer).get(f"/concerns/of/{contact.id}/new/harm")

    assert "no safeguarding lead" in page.text("#raise-form")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write in one sentence"),
        (" \u200b\x00 ", "Write in one sentence"),
        ("a" * 4001, "4001 characters"),
        ("Her number is 111222333.", "(BSN)"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_stays_on_the_page(
    sign_in: SignIn, contact: Contact, volunteer: User, words: str, said: str
) -> None:
    browser = sign_in(volunteer)

    page = browser.submit(form_about(browser, contact), words=words)

    assert page.status == 422
    assert said in page.errors()[0]
    assert page.one("textarea").get_text().strip() == words.strip(" \u200b\x00")
    assert concerns() == 0


def test_after_handing_in_nothing_of_it_is_left_for_anybody_but_the_lead(
    sign_in: SignIn, area: Area, contact: Contact, volunteer: User, lead: User
) -> None:
    browser = sign_in(volunteer)
    hand_in(browser, contact)
    browser.get("/")
    concern = db.session.scalars(select(Concern)).one()
    others = (
        make.coordinator(area),
        make.coordinator(),
        make.user(Role.BOARD),
        make.user(Role.ADMINISTRATOR),
    )

    for one in [browser, *map(sign_in, others)]:
        assert one.get("/concerns/").status == 404
        assert one.get(f"/concerns/{concern.id}").status == 404
        assert one.get(f"/concerns/{concern.id}/close").status == 404
        for action in ("acknowledge", "steps", "close"):
            data = {"csrf_token": one.token}
            assert one.post(f"/concerns/{concern.id}/{action}", data).status == 404
        menu = one.get("/account/").one("nav")
        assert not menu.select("a[href^='/concerns/']")


def test_the_words_stand_in_no_other_table(
    sign_in: SignIn, contact: Contact, volunteer: User
) -> None:
    hand_in(sign_in(volunteer), contact)

    for name, table in db.metadata.tables.items():
        rows = db.session.execute(text(f'SELECT * FROM "{name}"')).all()
        holds = [row for row in rows if SECRET in str(tuple(row))]
        assert bool(holds) is (name == "concern"), name
        assert table is not None


def test_only_the_lead_has_it_in_the_menu(
    sign_in: SignIn, contact: Contact, volunteer: User, lead: User
) -> None:
    concern = make.concern(contact)

    page = sign_in(lead).get("/concerns/")

    assert "Concerns" in page.texts("nav a")
    assert page.has(f"a.name[href='/concerns/{concern.id}']")


def test_people_one_does_not_visit_are_nobody_to_worry_about(
    sign_in: SignIn, contact: Contact
) -> None:
    for user in (make.volunteer(), make.user(Role.BOARD)):
        assert sign_in(user).get(f"/concerns/of/{contact.id}/new/harm").status == 404


def test_the_lead_takes_it_on_writes_the_steps_and_closes(
    sign_in: SignIn, contact: Contact, lead: User
) -> None:
    concern, browser = make.concern(contact), sign_in(lead)
    address = f"/concerns/{concern.id}"

    new = browser.get(address)
    browser.submit(new.one("form[action$=acknowledge]"))
    for step in ("consult", "weigh", "decide"):
        form = browser.get(address).one("#step-form")
        browser.submit(form, step=step, note=f"Done: {step}.")
    page = browser.get(address)
    close = browser.get(f"{address}/close").one("#close-form")
    answer = browser.submit(close, outcome="help_arranged", words="Her son helps.")

    assert not new.has("#step-form")
    assert len(page.texts(".track .done")) == 3
    assert answer.address == "/concerns/"
    assert concern.state is ConcernState.CLOSED
    assert concern.outcome is ConcernOutcome.HELP_ARRANGED


def test_an_empty_step_says_what_is_missing(
    sign_in: SignIn, contact: Contact, lead: User
) -> None:
    concern = make.concern(contact, state=ConcernState.ACKNOWLEDGED)
    browser = sign_in(lead)
    form = browser.get(f"/concerns/{concern.id}").one("#step-form")

    page = browser.submit(form, taken_on="2099-01-01", note="Kept.")

    assert page.status == 422
    assert page.has("#step-error")
    assert page.has("#taken_on-error")
    assert "Kept." in page.text("[name=note]")


def test_a_close_too_early_says_what_is_to_be_done_first(
    sign_in: SignIn, contact: Contact, lead: User
) -> None:
    concern = make.concern(contact, state=ConcernState.ACKNOWLEDGED)
    browser = sign_in(lead)
    form = browser.get(f"/concerns/{concern.id}/close").one("#close-form")

    page = browser.submit(form, outcome="reported", words="Called.")

    assert page.status == 409
    assert "at least one step" in page.text()


def test_two_leads_do_not_close_over_each_other(
    sign_in: SignIn, contact: Contact, lead: User
) -> None:
    concern = make.concern(contact, state=ConcernState.ACKNOWLEDGED)
    browser = sign_in(lead)
    form = browser.get(f"/concerns/{concern.id}/close").one("#close-form")
    concern.state, concern.outcome = ConcernState.CLOSED, ConcernOutcome.NOTHING_WRONG
    concern.closing_words = "It was a fall."
    db.session.commit()

    page = browser.submit(form, outcome="handed_over", words="To the doctor.")

    assert page.status == 409
    assert "It was a fall." in page.text("#words-theirs")
    assert "To the doctor." in page.text("textarea[name=words]")


def test_a_page_that_is_too_old_takes_nothing_on(
    sign_in: SignIn, contact: Contact, lead: User
) -> None:
    concern, browser = make.concern(contact), sign_in(lead)
    form = browser.get(f"/concerns/{concern.id}").one("form[action$=acknowledge]")
    concern.is_urgent = True
    db.session.commit()

    assert browser.submit(form).status == 409
    assert concern.state is ConcernState.NEW


def test_a_concern_that_does_not_exist_is_not_there(
    sign_in: SignIn, lead: User
) -> None:
    assert sign_in(lead).get("/concerns/0123456789").status == 404
