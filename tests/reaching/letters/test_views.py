from typing import Any

import pytest
from sqlalchemy import delete, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.reaching.outreach.test_queries import plan
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Salutation, Stage
from thuis_app.reaching.letters import actions, queries
from thuis_app.reaching.letters.models import OutreachText
from thuis_app.reaching.letters.rules import STANDARD_TEXTS, PaperKind
from thuis_app.reaching.outreach.models import OutreachPlan


def paper(browser: Browser, row: OutreachPlan, kind: str = "card") -> Page:
    page = browser.get(f"/outreach/{row.contact_id}/paper?kind={kind}")
    assert page.status == 200
    return page


def mrs(**more: Any) -> OutreachPlan:
    """A plan for Trijntje van der Ploeg, whom Roelie Bakker goes to."""
    make.foundation(telephone="+31505550144")
    foundation.forget()
    village = make.area("Bedum")
    volunteer = make.volunteer(village, name="Roelie Bakker")
    row = plan("Ploeg", area=village, assigned_to=volunteer.id, **more)
    someone = db.session.get_one(Contact, row.contact_id)
    someone.prefix, someone.called_name = "van der", "Trijntje"
    someone.salutation, someone.street = Salutation.MRS, "Kerkstraat"
    someone.house_number, someone.postcode = "14", "9781 AB"
    make.saved(someone)
    return row


def test_a_card_is_filled_in_in_dutch_for_this_person(sign_in: SignIn) -> None:
    row = mrs()

    page = paper(sign_in(make.coordinator()), row)

    words = page.text(".paper")
    assert "Beste mevrouw Van der Ploeg," in words
    assert "Roelie Bakker" in words and "050 555 0144" in words
    assert "Ik ben van Stichting Thuis." in words
    assert "{" not in words
    assert page.one(".paper")["lang"] == "nl"


def test_a_letter_has_the_address_above_it(sign_in: SignIn) -> None:
    page = paper(sign_in(make.coordinator()), mrs(), "letter")

    words = page.text(".paper")
    assert "Mevrouw Van der Ploeg Kerkstraat 14 9781 AB Bedum" in words
    assert "Binnenkort kom ik bij u aan de deur." in words


def test_what_is_printed_leaves_a_line_in_the_audit_log(sign_in: SignIn) -> None:
    row, user = mrs(), make.coordinator()

    paper(sign_in(user), row, "letter")

    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "outreach.printed")
    ).one()
    assert (line.contact_id, line.actor_id) == (row.contact_id, user.id)
    assert line.ground == "letter"


def test_it_is_chosen_from_the_form_of_the_try(sign_in: SignIn) -> None:
    row = mrs()
    browser = sign_in(make.coordinator())

    page = browser.get(f"/outreach/{row.contact_id}/attempt")

    href = f"/outreach/{row.contact_id}/paper?kind=card"
    assert page.has(f"a[href='{href}']")


def test_nothing_is_printed_for_who_is_left_in_peace(sign_in: SignIn) -> None:
    stopped, closed = plan(stage=Stage.NO_CONTACT), plan(is_open=False)
    browser = sign_in(make.coordinator())

    for row in (stopped, closed):
        page = paper(browser, row)
        assert not page.has(".paper")
        assert "has stopped" in page.text("#paper")


def test_another_kind_of_paper_there_is_not(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())

    assert browser.get(f"/outreach/{row.contact_id}/paper?kind=x").status == 404
    assert browser.get("/outreach/texts/x").status == 404


def test_only_who_goes_prints(sign_in: SignIn) -> None:
    row = mrs()
    goes = db.session.get_one(User, row.assigned_to)

    assert paper(sign_in(goes), row).has(".paper")
    for user in (make.volunteer(), make.coordinator(make.area())):
        address = f"/outreach/{row.contact_id}/paper"
        assert sign_in(user).get(address).status == 404


def test_the_sheet_for_in_the_bag_names_nobody(sign_in: SignIn) -> None:
    mrs()

    page = sign_in(make.volunteer()).get("/outreach/cards")

    profiles = page.texts(".card")
    assert len(profiles) == 4 and len(set(profiles)) == 1
    assert "Stichting Thuis" in profiles[0] and "050 555 0144" in profiles[0]
    assert "Ploeg" not in page.html and "Roelie" not in profiles[0]
    assert len(page.soup.select(".card .write")) == 4 * 3


def test_the_text_is_the_foundations_own(sign_in: SignIn) -> None:
    row, browser = mrs(), sign_in(make.coordinator())
    form = browser.get("/outreach/texts/card").one("#text-form form")

    answer = browser.submit(form, text="Dag {aanhef},\n\nTot {dag}!")

    assert answer.status == 303
    assert "Dag mevrouw Van der Ploeg," in paper(browser, row).text(".paper")
    assert "Beste" in paper(browser, row, "letter").text(".paper")


def test_one_begins_with_the_standard_texts(database: None) -> None:
    for kind in PaperKind:
        stored = queries.text(make.actor(make.coordinator()), kind)
        assert "{aanhef}" in stored.text


def test_where_nothing_is_stored_the_standard_text_holds(database: None) -> None:
    db.session.execute(delete(OutreachText))
    db.session.commit()

    stored = queries.text(make.actor(make.coordinator()), PaperKind.CARD)

    assert stored.text == STANDARD_TEXTS[PaperKind.CARD]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Write the text."),
        ("Beste {naam},", "{naam} cannot be filled in."),
        ("Beste {aanhef", "{ cannot be filled in."),
        ("x" * 2001, "This is 2001 characters"),
        ("111222333", "citizen service number"),
    ],
)
def test_a_text_that_cannot_be_filled_in_is_sent_back(
    sign_in: SignIn, text: str, message: str
) -> None:
    browser = sign_in(make.user(Role.ADMINISTRATOR))
    form = browser.get("/outreach/texts/card").one("#text-form form")

    page = browser.submit(form, text=text)

    assert page.status == 422 and message in page.text("#text-error")
    assert page.text("#text") == text


def test_two_who_write_at_once_see_each_other(sign_in: SignIn) -> None:
    here, there = sign_in(make.coordinator()), sign_in(make.coordinator())
    form = here.get("/outreach/texts/letter").one("#text-form form")
    there.submit(there.get("/outreach/texts/letter").one("#text-form form"), text="A")

    page = here.submit(form, text="B")

    assert page.status == 409 and page.text("#text-theirs").endswith("A")


def test_others_read_the_text_and_change_nothing(sign_in: SignIn) -> None:
    user = make.coordinator(make.area())

    page = sign_in(user).get("/outreach/texts/card")

    assert "Beste {aanhef}," in page.text(".paper") and not page.has("main form")
    stored = queries.text(make.actor(user), PaperKind.CARD)
    with pytest.raises(Denied):
        actions.change_text(make.actor(user), stored, text="A")


def test_the_action_keeps_no_text_that_cannot_be_filled_in(database: None) -> None:
    actor = make.actor(make.coordinator())
    stored = queries.text(actor, PaperKind.LETTER)

    with pytest.raises(RuleBroken):
        actions.change_text(actor, stored, text="{naam}")
    assert "{naam}" not in queries.text(actor, PaperKind.LETTER).text
