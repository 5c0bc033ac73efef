"""What fields do with texts of any length, before and after they are too long."""

from collections.abc import Callable, Iterator
from typing import Any, Literal
from unicodedata import normalize

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from wtforms import Field

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.directory.offerings.models import Offering
from thuis_app.organisation.accounts import actions
from thuis_app.team.rates.forms import MoneyField
from thuis_app.web import fields
from thuis_app.web.forms import Form
from thuis_app.web.request_events import RequestAuditEvent

# 200 KB; sorted at once they would take 20 seconds.
MARKS = "a" + "\u0300\u0316" * 50_000
MADE: dict[str, Callable[[], Any]] = {
    "line": lambda: fields.LineField("A line", "Write it."),
    "note": lambda: fields.NoteField("A note", "Write it."),
    "email": lambda: fields.EmailAddressField("E-mail", "Write it."),
    "telephone": lambda: fields.TelephoneField("Telephone", "Write it."),
    "postcode": lambda: fields.PostcodeField("Postcode", "Write it."),
    "day": lambda: fields.DayField("A day", "Write it."),
    "hour": lambda: fields.HourField("An hour", "Write it."),
    "number": lambda: fields.NumberField("A number", "Write it.", least=0, most=9),
    "money": lambda: MoneyField("An amount", "Write it.", most=100),
    "choice": lambda: fields.ChoiceField("A choice", {"a": "A"}, "Choose."),
    "pick": lambda: fields.PickField("A choice", {"a": "A"}, "Choose."),
    "choices": lambda: fields.ChoicesField("Choices", {"a": "A"}, "Choose."),
    "secret": lambda: fields.SecretField("Password", "Write it."),
}
KEPT_AT_MOST = 10 * fields.NOTE


@pytest.fixture
def normalized(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The length of each text whose marks were sorted."""
    lengths: list[int] = []

    def counted(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
        lengths.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr("unicodedata.normalize", counted)
    return lengths


@pytest.fixture
def asking(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", method="POST"):
        yield


def filled(kind: str, answer: str) -> Field:
    """A field of this kind, in a form that was sent with this answer."""

    class Asked(Form):
        asked = MADE[kind]()

    form = Asked(MultiDict({"asked": answer}), meta={"csrf": False})
    form.validate()
    return form["asked"]


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize("kind", MADE)
def test_a_field_says_what_is_wrong_without_reading_it_all(
    kind: str, normalized: list[int]
) -> None:
    field = filled(kind, MARKS)

    assert field.errors and str(field.errors[0])
    assert sum(normalized) <= 2 * KEPT_AT_MOST
    assert len(str(field())) <= 2 * KEPT_AT_MOST


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(("kind", "limit"), [("line", 200), ("note", 4000)])
def test_what_is_too_long_comes_back_to_be_shortened(kind: str, limit: int) -> None:
    text = "We talked. " * (limit // 5)

    field = filled(kind, text)

    length = len(text.strip())
    assert field.data == text.strip()
    assert str(field.errors[0]).startswith(f"Dit zijn {length} tekens")


@pytest.mark.usefixtures("asking")
def test_of_far_too_much_the_beginning_comes_back_and_the_length_is_told() -> None:
    field = filled("line", "b" * 150_000)

    assert field.data == "b" * 2000
    assert "150000" in str(field.errors[0])


@pytest.mark.usefixtures("asking")
def test_spaces_around_and_accents_written_apart_do_not_count() -> None:
    field = filled("line", " " * 3000 + "e\u0301" * 200 + " " * 3000)

    assert field.data == "é" * 200 and not field.errors


@pytest.mark.parametrize("name", ["email", "password", "next"])
def test_no_request_keeps_the_server_busy_with_marks(
    stranger: Browser, normalized: list[int], name: str
) -> None:
    form = stranger.get("/account/sign-in").one("#sign-in-form")
    said: dict[str, Any] = {"email": "a@example.org", "password": "not this one"}

    page = stranger.submit(form, **said | {name: MARKS[:40_000]})

    assert page.status == 422 and page.errors()
    assert sum(normalized) <= KEPT_AT_MOST
    assert len(page.html) < 4 * KEPT_AT_MOST


@pytest.mark.parametrize("name", ["password", "again"])
def test_nobody_keeps_an_invitation_busy_with_marks(
    stranger: Browser, normalized: list[int], name: str
) -> None:
    user = make.user()
    with write_transaction():
        key = actions.invite(make.actor(make.user(Role.ADMINISTRATOR)), user)
    form = stranger.get(f"/account/invitation/{key}").one("form#password-form")
    said: dict[str, Any] = dict.fromkeys(("password", "again"), "four plain words here")

    page = stranger.submit(form, **said | {name: MARKS[:40_000]})

    assert page.status == 422 and page.errors()
    assert sum(normalized) <= KEPT_AT_MOST


def test_an_address_to_return_to_is_not_longer_than_any_of_ours(
    stranger: Browser,
) -> None:
    page = stranger.get("/account/sign-in")
    token = page.one("#sign-in-form [name=csrf_token]")["value"]
    said = {"csrf_token": token, "language": "nl", "next": "/" + "a" * 100_000}

    assert stranger.post("/account/language", said).address == "/"


def test_a_search_reads_no_more_than_fits(
    sign_in: SignIn, normalized: list[int]
) -> None:
    browser = sign_in(make.coordinator())
    for address in ("people", "volunteers", "offerings"):
        page = browser.get(f"/{address}/?q=" + MARKS[:1500])
        assert page.status == 200

    assert max(normalized) <= 300


@pytest.mark.parametrize("kind", [str, int])
def test_an_empty_value_among_several_boxes_is_no_answer(app: Flask, kind: Any) -> None:
    class Boxes(Form):
        chosen = fields.ChoicesField("Choices", {kind("1"): "One"}, kind=kind)

    with app.test_request_context(method="POST"):
        form = Boxes(MultiDict([("chosen", ""), ("chosen", "1")]))
        empty = Boxes(MultiDict([("chosen", "")]))

    assert form.chosen.data == [kind("1")]
    assert empty.chosen.data == []


def test_a_number_that_may_be_a_bsn_is_named_and_kept_once_it_is_none(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.coordinator())
    form = browser.get("/offerings/new").one("#offering-form")
    text = "Key 111 222 333 of the shed, order 123456782."
    said: dict[str, Any] = {
        "name": "Choir",
        "kind": "other",
        "reached_by": "mail",
        "all_areas": "y",
    }

    first = browser.submit(form, **said, may_know=text)
    form = first.one("#offering-form")
    second = browser.submit(form, no_citizen_number="111222333")
    form = second.one("#offering-form")
    third = browser.submit(form, no_citizen_number=["111222333", "123456782"])

    assert "111 222 333 looks like a citizen" in " ".join(first.errors())
    assert "123456782 looks like a citizen" in " ".join(second.errors())
    assert (first.status, second.status, third.status) == (422, 422, 303)
    assert db.session.scalars(select(Offering.may_know)).all() == [text]
    assert _confirmed() == 1


def _confirmed() -> int:
    lines = select(func.count(AuditEntry.id)).where(
        AuditEntry.event == RequestAuditEvent.NO_CITIZEN_NUMBER.value
    )
    return db.session.scalar(lines) or 0
