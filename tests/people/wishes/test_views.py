from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject, WishState


def everything() -> list[Wish]:
    return list(db.session.scalars(select(Wish)))


def pressed(form: Tag, to: str) -> Tag:
    """The form as sent by one of its buttons."""
    chosen = Tag(name="input", attrs={"name": "to", "type": "hidden", "value": to})
    form.append(chosen)
    return form


def test_what_somebody_can_bring_is_written_down(sign_in: SignIn) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    page = browser.get(f"/wishes/of/{contact.id}/new?side=contribution")

    answer = browser.submit(
        page.one("#wish-form"), words="A hem is no work.", subject="for_others"
    )

    assert answer.address == f"/people/{contact.id}"
    (wish,) = everything()
    assert (wish.side, wish.subject) == (Side.CONTRIBUTION, Subject.FOR_OTHERS)
    assert wish.words == "A hem is no work."


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("words", "", "Write down what was said."),
        ("words", "a" * 501, "This is 501 characters. Keep it under 500."),
        ("words", "111222333", "looks like a citizen service number (BSN)."),
        ("heard_on", "2999-01-01", "Choose a date between"),
        ("heard_on", "31-02-2026", "This date does not exist."),
        ("subject", "billiards", "Choose one of these answers."),
        ("side", None, "Choose: a wish or a contribution."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    sign_in: SignIn, field: str, typed: str | None, says: str
) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/wishes/of/{contact.id}/new").one("#wish-form")
    answers: dict[str, Any] = {
        "words": "To the market.",
        "subject": "going_out",
        field: typed,
    }

    answer = browser.submit(form, **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
    assert answer.text("main [name=words]") == (answers["words"] or "")
    assert everything() == []


def test_an_unknown_side_is_a_wish(sign_in: SignIn) -> None:
    contact = make.contact()
    page = sign_in(make.coordinator()).get(f"/wishes/of/{contact.id}/new?side=no")

    assert page.one("[name=side][checked]")["value"] == "wish"


def test_what_became_of_it_is_one_press(sign_in: SignIn) -> None:
    wish = make.wish()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/wishes/of/{wish.contact_id}/new").one(f"#wish-{wish.id} form")
    assert form.select_one("button[value=done]")

    answer = browser.submit(pressed(form, "done"))

    assert answer.address == f"/people/{wish.contact_id}"
    assert everything()[0].state is WishState.DONE


def test_two_at_once_do_not_both_settle_it(sign_in: SignIn) -> None:
    wish = make.wish()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/wishes/of/{wish.contact_id}/new").one(f"#wish-{wish.id} form")
    wish.state = WishState.RUNNING
    db.session.commit()

    assert browser.submit(pressed(form, "dropped")).status == 409
    assert everything()[0].state is WishState.RUNNING


@pytest.mark.parametrize("to", ["", "finished"])
def test_an_unknown_end_is_refused(sign_in: SignIn, to: str) -> None:
    wish = make.wish()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/wishes/of/{wish.contact_id}/new").one(f"#wish-{wish.id} form")

    assert browser.submit(pressed(form, to)).status == 422
    assert everything()[0].state is WishState.OPEN


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_opens_the_page(sign_in: SignIn, role: Role) -> None:
    wish = make.wish()
    browser = sign_in(make.user(role, all_areas=True))

    assert browser.get(f"/wishes/of/{wish.contact_id}/new").status == 404


def test_the_person_of_another_village_does_not_exist(sign_in: SignIn) -> None:
    wish = make.wish()
    browser = sign_in(make.coordinator(make.area("Winsum", "9951")))

    assert browser.get(f"/wishes/of/{wish.contact_id}/new").status == 404
