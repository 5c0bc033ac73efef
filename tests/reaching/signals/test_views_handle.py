from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.database import db
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import Declined, Knows, SignalState


def known(area: Area, stage: Stage = Stage.OUTREACH, **more: Any) -> Contact:
    """Somebody who was registered as people are, and so is recognised."""
    actor = make.actor(make.coordinator())
    values: dict[str, Any] = {
        "last_name": "Özdemir",
        "called_name": "Ayşe",
        "area_id": area.id,
    }
    contact = contacts.register(actor, **(values | more))
    contact.stage = stage
    return make.saved(contact)


def accepting(browser: Browser, signal: Signal) -> Page:
    page = browser.get(f"/signals/{signal.id}/accept")
    assert page.status == 200
    return page


def count(model: type[Signal] | type[Contact]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_taking_one_up_registers_somebody(sign_in: SignIn) -> None:
    village = make.area()
    signal, browser = make.signal(village), sign_in(make.coordinator())
    form = accepting(browser, signal).one("#accept-form")

    answer = browser.submit(form, last_name="de Vries", street="Molenweg")

    contact = db.session.scalars(select(Contact)).one()
    assert answer.address == f"/people/{contact.id}"
    assert (contact.prefix, contact.last_name) == ("de", "Vries")
    assert contact.stage is Stage.OUTREACH and contact.inform_by is not None
    assert db.session.get(OutreachPlan, contact.id)
    assert signal.contact_id == contact.id


def test_without_a_name_the_words_of_the_signal_stay(sign_in: SignIn) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())

    browser.submit(accepting(browser, signal).one("#accept-form"))

    contact = db.session.scalars(select(Contact)).one()
    assert contact.last_name == "A lady in the Mill Street"


def test_people_who_may_be_the_one_show_while_typing(sign_in: SignIn) -> None:
    village = make.area()
    known(village, street="Molenweg", house_number="3")
    signal, browser = make.signal(village), sign_in(make.coordinator())

    part = browser.get(f"/signals/{signal.id}/accept?last_name=ozdemir", htmx=True)
    whole = browser.get(f"/signals/{signal.id}/accept?last_name=ozdemir")

    assert not part.is_whole
    assert "Ayşe Özdemir" in part.text("#doubles")
    assert "the same name" in part.text("#doubles")
    assert whole.one("#last_name")["value"] == "ozdemir"
    assert "Ayşe Özdemir" in whole.text("#doubles")


def test_without_javascript_a_possible_double_is_asked_about_first(
    sign_in: SignIn,
) -> None:
    village = make.area()
    someone = known(village)
    signal, browser = make.signal(village), sign_in(make.coordinator())
    form = accepting(browser, signal).one("#accept-form")

    page = browser.submit(form, last_name="Ozdemir", approach="Ring twice")

    assert page.status == 422 and count(Contact) == 1
    assert page.errors() == ["We may know this person already. Choose who it is."]
    assert page.text("#approach") == "Ring twice"

    answer = browser.submit(page.one("#accept-form"), person=someone.id)
    assert answer.address == f"/people/{someone.id}"
    assert count(Contact) == 1 and signal.contact_id == someone.id


def test_somebody_else_with_the_same_name_is_new(sign_in: SignIn) -> None:
    village = make.area()
    known(village)
    signal, browser = make.signal(village), sign_in(make.coordinator())
    page = browser.get(f"/signals/{signal.id}/accept?last_name=Ozdemir")

    answer = browser.submit(page.one("#accept-form"), person="new")

    assert answer.status == 303 and count(Contact) == 2


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.DECEASED])
def test_who_wants_no_contact_is_shown_and_left_in_peace(
    sign_in: SignIn, stage: Stage
) -> None:
    village = make.area()
    someone = known(village, stage)
    signal, browser = make.signal(village), sign_in(make.coordinator())
    page = browser.get(f"/signals/{signal.id}/accept?last_name=Ozdemir")

    refused = browser.submit(page.one("#accept-form"), person=someone.id)

    assert "Nobody approaches this person any more" in page.text("#doubles")
    assert refused.status == 422
    assert "This signal stops with you" in refused.errors()[0]
    assert signal.is_new and someone.stage is stage


def test_a_person_of_another_village_is_not_shown_and_not_linked(
    sign_in: SignIn,
) -> None:
    village = make.area()
    someone = known(make.area())
    signal, browser = make.signal(village), sign_in(make.coordinator(village))
    page = browser.get(f"/signals/{signal.id}/accept?last_name=Ozdemir")
    form = page.one("#accept-form")

    assert "Özdemir" not in page.text("#doubles")
    answer = browser.submit(form, person=someone.id)
    assert answer.status == 422 and signal.is_new


@pytest.mark.parametrize(
    "answers",
    [
        {"last_name": "x" * 201},
        {"postcode": "12"},
        {"telephone": "none"},
        {"approach": "BSN 111222333"},
        {"area_id": "77777"},
        {"address": "lord"},
        {"person": "77777"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_half_saved(
    sign_in: SignIn, answers: dict[str, Any]
) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())
    form = accepting(browser, signal).one("#accept-form")

    page = browser.submit(form, **({"called_name": "Trijntje"} | answers))

    assert page.status == 422 and page.errors()
    assert page.one("#called_name")["value"] == "Trijntje"
    assert count(Contact) == 0 and signal.is_new


def test_a_stale_taking_up_shows_what_became_of_it(sign_in: SignIn) -> None:
    signal, user = make.signal(), make.coordinator()
    here, there = sign_in(user), sign_in(make.coordinator())
    form = accepting(here, signal).one("#accept-form")
    decline(there, signal)

    page = here.submit(form, last_name="Bos")

    assert page.status == 409
    assert "Others help already" in page.text("#accept-form")
    assert count(Contact) == 0


def test_declining_takes_a_reason(sign_in: SignIn) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())
    form = browser.get(f"/signals/{signal.id}/decline").one("#decline-form")

    page = browser.submit(form)
    assert page.status == 422 and page.errors() == ["Choose a reason."]

    assert decline(browser, signal).address == "/signals/"
    assert signal.declined_because is Declined.OTHER_HELP


def test_two_who_decline_at_once_see_both_reasons(sign_in: SignIn) -> None:
    signal, user = make.signal(), make.coordinator()
    here, there = sign_in(user), sign_in(make.coordinator())
    form = here.get(f"/signals/{signal.id}/decline").one("#decline-form")
    decline(there, signal)

    page = here.submit(form, because="outside_area")

    assert page.status == 409 and page.has("#conflict")
    assert "Others help already" in page.text("#because-theirs")
    assert page.one("#decline-form [value=outside_area]").has_attr("checked")
    again = here.submit(page.one("#decline-form"))
    assert again.status == 409
    assert signal.declined_because is Declined.OTHER_HELP


def decline(browser: Browser, signal: Signal) -> Page:
    form = browser.get(f"/signals/{signal.id}/decline").one("#decline-form")
    return browser.submit(form, because="other_help")


def test_what_the_signal_says_is_filled_in(sign_in: SignIn) -> None:
    village = make.area("Stitswerd")
    signal = make.signal(village, who="Meneer Op 't Holt", where="Havenweg 62")

    page = accepting(sign_in(make.coordinator()), signal)

    names = ("prefix", "last_name", "street", "house_number")
    said = [page.one(f"#accept-form #{name}")["value"] for name in names]
    assert said == ["op 't", "Holt", "Havenweg", "62"]
    assert page.one("[name=address][checked]")["value"] == "mr"


def test_a_lady_is_called_so(sign_in: SignIn) -> None:
    signal = make.signal(who="Mevrouw Wiersma")

    page = accepting(sign_in(make.coordinator()), signal)

    assert page.one("#accept-form [name=address][checked]")["value"] == "mrs"


def test_no_title_is_chosen_where_the_signal_gives_none(sign_in: SignIn) -> None:
    signal = make.signal(who="Sjoerd Wiersma")

    form = accepting(sign_in(make.coordinator()), signal).one("#accept-form")

    assert not form.select("[name=address][checked]")


def test_the_namesake_at_that_address_comes_first_with_the_reasons(
    sign_in: SignIn,
) -> None:
    village = make.area()
    for called, number in (("Aaf", "1"), ("Berend", "2"), ("Harm", "62")):
        known(
            village,
            last_name="Holt",
            called_name=called,
            street="Havenweg",
            house_number=number,
        )
    signal = make.signal(village, who="Meneer Holt", where="Havenweg 62")

    page = accepting(sign_in(make.coordinator()), signal)

    first = page.texts("#doubles label")[0]
    assert "Harm Holt" in first and "the same name, the same address" in first
    assert not page.has("[name=person][checked]")


def test_who_lives_where_somebody_is_left_in_peace_is_asked_about(
    sign_in: SignIn,
) -> None:
    village = make.area()
    known(
        village,
        Stage.NO_CONTACT,
        last_name="Holt",
        called_name="",
        street="Havenweg",
        house_number="62",
    )
    signal = make.signal(village, who="Meneer Holt", where="Havenweg 62")
    browser = sign_in(make.coordinator())
    form = accepting(browser, signal).one("#accept-form")

    refused = browser.submit(form, person="new")
    assert refused.status == 422 and count(Contact) == 1
    assert "whom nobody approaches any more" in refused.errors()[0]

    answer = browser.submit(refused.one("#accept-form"), person="new", is_another="y")
    assert answer.status == 303 and count(Contact) == 2


@pytest.mark.parametrize(
    ("knows", "must"), [(None, True), ("no", True), ("yes", False)]
)
def test_who_knows_of_it_need_not_be_told_of_it(
    sign_in: SignIn, knows: str | None, must: bool
) -> None:
    signal = make.signal(knows=Knows(knows) if knows else None)
    browser = sign_in(make.coordinator())

    browser.submit(accepting(browser, signal).one("#accept-form"))

    contact = db.session.scalars(select(Contact)).one()
    assert (contact.inform_by is not None) is must
    assert ("Knows that we were called." in contact.approach) is (knows == "yes")


def test_a_signal_that_was_not_for_us_has_a_button_to_take_it_up_after_all(
    sign_in: SignIn,
) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())
    decline(browser, signal)
    page = browser.get(f"/signals/{signal.id}")
    assert "Take up after all" in page.text("#sheet")

    form = browser.get(f"/signals/{signal.id}/accept").one("#accept-form")
    browser.submit(form)

    assert signal.state is SignalState.ACCEPTED
    assert "Take up after all" not in browser.get(f"/signals/{signal.id}").text(
        "#sheet"
    )
