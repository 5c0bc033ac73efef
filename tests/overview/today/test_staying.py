"""Who works through the board stays on it: what is saved leads to the next line."""

from datetime import timedelta

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskKind

K = TaskKind


def to_try(*names: str) -> None:
    """People whose next try is due, the first named the longest."""
    for days, name in enumerate(reversed(names)):
        contact = make.contact(name, stage=Stage.OUTREACH)
        make.plan(contact, next_on=clock.today() - timedelta(days=days))


def panel(browser: Browser, board: Page, name: str) -> Page:
    """What opens beside the board when the name on a line is pressed."""
    [link] = [one for one in board.soup.select("#work .line .name") if one.text == name]
    return browser.get(str(link["hx-get"]), htmx=True)


def test_after_an_attempt_the_next_line_of_the_same_list_is_chosen(
    sign_in: SignIn,
) -> None:
    to_try("First", "Second", "Third")
    browser = sign_in(make.coordinator())
    form = panel(browser, browser.get("/?queue=attempt"), "First").one("#attempt-form")

    answer = browser.submit(form, outcome="nobody_home")

    board = browser.get(answer.address)
    assert board.texts("#queue-attempt .line .name") == ["Second", "Third"]
    assert board.text(".line.chosen .name") == "Second"
    assert board.has(".line.chosen .name[autofocus]")
    assert "Saved. Next:" in board.text("#notice")
    assert board.has("nav a[aria-current=page][href*='queue=attempt']")


def test_the_page_of_an_attempt_leads_back_too_where_there_is_no_script(
    sign_in: SignIn,
) -> None:
    to_try("First", "Second")
    browser = sign_in(make.coordinator())
    link = browser.get("/").one("#queue-attempt .line:first-child a[data-key=v]")
    form = browser.get(str(link["href"])).one("#attempt-form")

    answer = browser.submit(form, outcome="nobody_home")

    assert browser.get(answer.address).text(".line.chosen .name") == "Second"


def test_what_else_is_open_with_this_person_is_chosen_first(sign_in: SignIn) -> None:
    contact = make.contact("Ploeg")
    make.task(K.INFORM, contact)
    make.task(K.WISH, contact)
    make.task(K.INFORM, make.contact("Boer"))
    browser = sign_in(make.coordinator())
    form = panel(browser, browser.get("/"), "Ploeg").one("form[action$='/informed']")

    answer = browser.submit(form)

    assert browser.get(answer.address).text(".line.chosen .name") == "Ploeg"


def test_a_panel_names_the_person_and_leads_to_the_file(sign_in: SignIn) -> None:
    to_try("First")
    browser = sign_in(make.coordinator())

    form = panel(browser, browser.get("/"), "First")

    assert form.has("#attempt-form h1 a[href^='/people/']")


def test_the_page_of_a_late_report_calls_the_volunteer(sign_in: SignIn) -> None:
    contact, volunteer = make.contact("Ploeg"), make.volunteer(telephone="+31612345678")
    make.saved(ContactPhone(contact_id=contact.id, number="+31505550101"))
    visit = make.visit(make.match(volunteer, contact), starts_at=make.an_hour_ago())
    address = f"/visits/{visit.id}"

    page = sign_in(make.coordinator()).get(address)
    own = sign_in(volunteer).get(address)

    assert [str(one["href"]) for one in page.soup.select("#visit .call")] == [
        "tel:+31612345678",
        "tel:+31505550101",
    ]
    assert page.has(f"#visit a[href='/volunteers/{volunteer.id}']")
    assert not own.has("#visit .call")
