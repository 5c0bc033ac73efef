from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.support.referrals.progress import (
    AGREED,
    S,
    agreed_referral,
    step_form,
    steps,
    stored,
)
from thuis_app.core import clock
from thuis_app.directory.offerings.rules import ReachedBy
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage


def test_all_steps_are_taken_by_hand(sign_in: SignIn) -> None:
    contact = make.contact("Boer", called_name="Anje")
    make.saved(ContactPhone(contact_id=contact.id, number="+31595551234"))
    referral = make.referral(contact, why="To sing again.")
    browser = sign_in(make.coordinator())

    step_form(browser, referral, "agreed", **AGREED, shared="With Grietje.")
    sending = browser.get(f"/referrals/{referral.id}?to=sent")
    step_form(browser, referral, "sent", sent_how="telephone")
    step_form(browser, referral, "received", note="She is welcome.")
    step_form(browser, referral, "started")
    both = {"person_says_landed": "y", "offering_says_landed": "y"}
    step_form(browser, referral, "landed", **both)
    page = browser.get(f"/referrals/{referral.id}")

    assert "Anje Boer" in sending.text("#advance-form .facts")
    assert "To sing again." in sending.text("#advance-form .facts")
    assert "With Grietje." in sending.text("#advance-form")
    assert "+31595551234" not in sending.html
    assert [step.state for step in steps()] == [*S][1:6]
    assert page.texts(".track li strong") == [
        "Proposed",
        "Agreed",
        "Passed on",
        "Received",
        "Started",
        "Landed",
    ]
    assert "She is welcome." in page.text(".timeline")
    assert "in our own words: With Grietje." in page.text(".timeline")
    assert not page.has("#advance-form")


@pytest.mark.parametrize(
    ("state", "button"),
    [
        (S.PROPOSED, "agreed"),
        (S.AGREED, "sent"),
        (S.SENT, "received"),
        (S.NO_PLACE, "received"),
        (S.RECEIVED, "started"),
        (S.STARTED, "landed"),
    ],
)
def test_the_step_that_usually_follows_is_ready_to_be_written(
    sign_in: SignIn, state: S, button: str
) -> None:
    referral = make.referral(state=state, agreed_on=clock.today())

    page = sign_in(make.coordinator()).get(f"/referrals/{referral.id}")

    assert page.one("#advance-form [name=to]")["value"] == button
    assert page.one("#step [aria-current=true]")["id"] == f"to-{button}"
    assert not page.soup.select("#advance-form [checked]:not([name=sent_how])")


def test_after_a_step_the_next_one_stands_in_its_place(sign_in: SignIn) -> None:
    referral = make.referral()
    browser = sign_in(make.coordinator())
    page = browser.get(f"/referrals/{referral.id}")
    both = {"person_says_landed": "y", "offering_says_landed": "y"}

    for answers in (AGREED, {"sent_how": "telephone"}, {}, {}, both):
        page = browser.submit(page.one("#advance-form"), htmx=True, **answers)
        assert page.status == 200

    assert stored()[0].state is S.LANDED
    assert not page.has("#advance-form")


def test_how_it_is_passed_on_is_chosen_beforehand_after_the_yes_too(
    sign_in: SignIn,
) -> None:
    offering = make.offering(reached_by=ReachedBy.MAIL)
    referral = make.referral(offering_id=offering.id)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/{referral.id}").one("#advance-form")

    answer = browser.submit(form, htmx=True, **AGREED)

    assert answer.one("#advance-form [name=sent_how][checked]")["value"] == "mail"


def test_who_is_left_in_peace_is_asked_for_no_step(sign_in: SignIn) -> None:
    referral = make.referral(make.contact(stage=Stage.NO_CONTACT))

    page = sign_in(make.coordinator()).get(f"/referrals/{referral.id}")

    assert "It can only be stopped" in page.text("#referral")
    assert not page.has("#advance-form")


@pytest.mark.parametrize("to", ["sent", "landed", "proposed", "nonsense", "", "\x00"])
def test_a_forged_move_is_refused(sign_in: SignIn, to: str) -> None:
    referral = make.referral()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/{referral.id}?to=declined").one("#advance-form")

    answer = browser.submit(form, to=to)

    assert answer.status == 422
    assert "Choose one of the steps" in answer.text("#errors")
    assert stored()[0].state is S.PROPOSED


def test_a_move_that_is_not_possible_has_no_form(sign_in: SignIn) -> None:
    referral = make.referral()
    browser = sign_in(make.coordinator())

    page = browser.get(f"/referrals/{referral.id}?to=sent")

    assert page.status == 200
    assert not page.has("#advance-form")


@pytest.mark.parametrize(
    ("state", "to", "wrong", "says"),
    [
        (S.PROPOSED, "agreed", {"agreed_how": "spoken"}, "Tick what may be told."),
        (S.PROPOSED, "agreed", {"shares": ["name"]}, "Choose how this person said yes"),
        (
            S.PROPOSED,
            "agreed",
            AGREED | {"shares": ["secrets"]},
            "one of these answers",
        ),
        (S.PROPOSED, "agreed", AGREED | {"on": ""}, "Choose the day."),
        (S.PROPOSED, "agreed", AGREED | {"on": "31-02-2026"}, "does not exist"),
        (S.PROPOSED, "agreed", AGREED | {"on": "0001-01-01"}, "Choose a date between"),
        (S.PROPOSED, "agreed", AGREED | {"on": "2099-01-01"}, "Choose a date between"),
        (S.PROPOSED, "agreed", AGREED | {"note": "x" * 4001}, "Keep it under 4000"),
        (S.SENT, "no_place", {}, "Choose the day on which we ask again."),
        (S.SENT, "no_place", {"until": "01-01-2020"}, "Choose a date between"),
        (S.SENT, "not_suitable", {"note": " \u200b"}, "Write why it does not fit."),
        (S.STARTED, "not_landed", {"note": ""}, "Write why."),
        (S.STARTED, "landed", {}, "Ask the person too"),
        (S.STARTED, "landed", {"person_says_landed": "y"}, "Ask the other side too"),
        (S.STARTED, "landed", {"offering_says_landed": "y"}, "Ask the person too"),
        (S.STARTED, "withdrawn", {"note": ""}, "Write why we stop."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_missing_is_said_and_nothing_moves(
    sign_in: SignIn, state: S, to: str, wrong: dict[str, Any], says: str, htmx: bool
) -> None:
    referral = make.referral(state=state)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/{referral.id}?to={to}").one("#advance-form")

    answer = browser.submit(form, htmx=htmx, **({"note": "Typed. 🎵"} | wrong))

    assert answer.status == 422
    assert says in answer.text("#errors")
    if "note" not in wrong:
        assert "Typed. 🎵" in answer.text("#advance-form [name=note]")
    assert (stored()[0].state, steps()) == (state, [])


def test_a_step_is_not_before_the_one_before_it(sign_in: SignIn) -> None:
    referral = make.referral(state_since=clock.today() - timedelta(days=2))
    browser = sign_in(make.coordinator())
    too_early = clock.today() - timedelta(days=3)

    answer = step_form(browser, referral, "declined", on=too_early.isoformat())

    assert answer.status == 422


def test_who_comes_second_sees_where_it_stands_and_keeps_the_text(
    sign_in: SignIn,
) -> None:
    referral = make.referral(state=S.SENT)
    first, second = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/referrals/{referral.id}?to="
    mine = first.get(address + "received").one("#advance-form")
    theirs = second.get(address + "received").one("#advance-form")
    possible = second.get(address + "not_suitable").one("#advance-form")

    first.submit(mine, note="Welcome on Thursday.")
    lost = second.submit(theirs, note="Jannie says yes.")
    late = second.submit(possible, note="No stairs there.")
    again = second.submit(late.one("#advance-form"))

    assert lost.status == late.status == 409
    assert "It stands now at: Received" in lost.text("#conflict")
    assert lost.one("#talk-form textarea").get_text().strip() == "Jannie says yes."
    assert "Welcome on Thursday." in lost.text(".timeline")
    assert not lost.has("#advance-form")
    assert late.one("[name=note]").get_text().strip() == "No stairs there."
    assert late.text("#note-theirs") == "It now says: Welcome on Thursday."
    assert again.status == 303
    assert stored()[0].state is S.NOT_SUITABLE


def test_the_second_text_is_kept_though_it_has_ended(sign_in: SignIn) -> None:
    referral = make.referral(state=S.SENT)
    first, second = sign_in(make.coordinator()), sign_in(make.coordinator())
    theirs = second.get(f"/referrals/{referral.id}?to=received").one("#advance-form")

    step_form(first, referral, "declined")
    answer = second.submit(theirs, note="Jannie says yes.")

    assert answer.status == 409
    assert answer.one("#talk-form textarea").get_text().strip() == "Jannie says yes."


def test_what_was_ticked_is_kept_when_another_wrote_down_the_yes(
    sign_in: SignIn,
) -> None:
    referral = make.referral()
    first, second = sign_in(make.coordinator()), sign_in(make.coordinator())
    theirs = second.get(f"/referrals/{referral.id}?to=agreed").one("#advance-form")
    step_form(first, referral, "agreed", **AGREED)

    answer = second.submit(theirs, note="Rather by letter.", **AGREED)
    note = answer.one("#talk-form")
    saved = second.submit(note)

    assert answer.status == 409 and saved.status == 303
    assert "Rather by letter." in note.text and "Name, What" in note.text
    assert "Rather by letter." in steps()[-1].note


def test_the_same_step_twice_is_one_step(sign_in: SignIn) -> None:
    referral = make.referral()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/{referral.id}?to=declined").one("#advance-form")

    first, second = browser.submit(form), browser.submit(form)

    assert first.status == second.status == 303
    assert len(steps()) == 1


def test_saying_no_is_asked_about_first(sign_in: SignIn) -> None:
    referral = make.referral(state=S.RECEIVED)
    browser = sign_in(make.coordinator())
    page = browser.get(f"/referrals/{referral.id}")

    link = page.one("aside a[href$='to=declined']")
    question = browser.get(str(link["href"]), htmx=True)

    assert not question.is_whole
    assert "Is that what this person said?" in question.text("#step")
    assert stored()[0].state is S.RECEIVED


@pytest.mark.parametrize("htmx", [False, True])
def test_something_said_is_kept(sign_in: SignIn, htmx: bool) -> None:
    referral = make.referral(state=S.SENT)
    browser = sign_in(make.coordinator())
    page = browser.get(f"/referrals/{referral.id}")

    empty = browser.submit(page.one("#talk-form"), htmx=htmx, words="")
    kept = browser.submit(page.one("#talk-form"), htmx=htmx, words="She will call.")
    after = browser.get(f"/referrals/{referral.id}")

    assert empty.status == 422 and "Write what was said." in empty.text("#errors")
    assert kept.status == (200 if htmx else 303)
    assert "She will call." in after.text(".timeline")
    assert stored()[0].state is S.SENT


def test_going_together_is_arranged_and_lit(sign_in: SignIn) -> None:
    match = make.contact(volunteer_name="Grietje")
    referral = agreed_referral(contact=match)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/{referral.id}/companion").one("#warm-form")
    day = clock.today() + timedelta(days=3)

    wrong = browser.submit(form, first_on="yesterday", first_hour="25:00")
    right = browser.submit(form, first_on=day.isoformat(), first_hour="19:30")
    page = browser.follow(right)

    assert wrong.status == 422 and len(wrong.errors()) == 2
    assert "19:30" in page.text(".window.lit")
    assert "Grietje goes along." in page.text(".now")


def test_who_arranges_second_sees_both_versions(sign_in: SignIn) -> None:
    referral = agreed_referral()
    first, second = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/referrals/{referral.id}/companion"
    mine = first.get(address).one("#warm-form")
    theirs = second.get(address).one("#warm-form")
    day = (clock.today() + timedelta(days=3)).isoformat()
    when: dict[str, Any] = {"first_on": day, "first_hour": "10:00"}

    first.submit(mine, companion="Grietje", **when)
    answer = second.submit(theirs, companion="Henk", **when)

    assert answer.status == 409
    assert answer.one("[name=companion]")["value"] == "Henk"
    assert "Grietje" in answer.text("#companion-theirs")
