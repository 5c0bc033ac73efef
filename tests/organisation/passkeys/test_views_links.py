"""A passkey on another device: by a square, and by an invitation; and a lost tablet."""

import json

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import make
from tests.conftest import SignIn
from tests.organisation.agreements.test_walks import (
    Foundation,
    agree,
    press,
    the_request,
)
from tests.organisation.factors.test_views import asked_for_code, later, mails
from tests.organisation.passkeys.test_views import (
    ADD,
    add,
    events,
    is_in,
    options_of,
    sign_in_with,
    with_passkey,
)
from tests.organisation.sessions.test_views import PASSWORD, member
from tests.pages import Browser, Page
from tests.passkeys import Device
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import (
    Invitation,
    Passkey,
    RecoveryCode,
    User,
)
from thuis_app.organisation.sessions import actions as sessions


def square(browser: Browser) -> str:
    """The address in the square that one's own page shows."""
    page = browser.get("/account/passkeys/")
    shown = browser.submit(page.one("form[action$=link]"))
    assert shown.has("svg.qr")
    return shown.text("#link-text").removeprefix("http://localhost")


def add_at(tablet: Browser, address: str, device: Device) -> Page:
    page = tablet.get(address)
    sent = device.create(options_of(tablet, page, ADD))
    return tablet.submit(page.one(ADD), credential=sent, label="tablet")


def invited(sign_in: SignIn, user: User) -> str:
    """The link that the administrator makes for an account."""
    keeper = sign_in(make.user(Role.ADMINISTRATOR))
    page = keeper.get(f"/account/users/{user.id}/edit")
    link = keeper.submit(page.one("form[action$=invitation]"))
    return link.text("#link-text").removeprefix("http://localhost")


def test_a_square_adds_a_passkey_on_a_tablet_once(app: Flask, sign_in: SignIn) -> None:
    user, device = member(Role.VOLUNTEER), Device()
    browser, tablet = sign_in(user), Browser(app)
    address = square(browser)

    answer = add_at(tablet, address, device)

    assert answer.address == "/account/sign-in"
    assert sign_in_with(tablet, device).address == "/"
    assert Browser(app).get(address).status == 404
    assert is_in(browser)
    assert "passkey.link_made" in events()
    assert [one for one in mails(user) if "passkey_link_made" in one]


def test_a_square_lasts_ten_minutes(app: Flask, sign_in: SignIn) -> None:
    address = square(sign_in(member(Role.VOLUNTEER)))
    later(minutes=10, seconds=1)

    assert Browser(app).get(address).status == 404


def test_a_new_square_ends_the_one_before(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(member(Role.VOLUNTEER))
    first, second = square(browser), square(browser)

    assert Browser(app).get(first).status == 404
    assert Browser(app).get(second).status == 200


def test_a_square_ends_with_the_session_that_showed_it(
    app: Flask, sign_in: SignIn
) -> None:
    user = member(Role.VOLUNTEER)
    address = square(sign_in(user))

    sessions.change_password(make.actor(user), user, password_hash="another")
    db.session.commit()

    assert Browser(app).get(address).status == 404


def test_a_square_is_shown_to_who_showed_just_now_who_they_are(
    sign_in: SignIn,
) -> None:
    browser = sign_in(member(Role.VOLUNTEER))
    page = browser.get("/account/passkeys/")
    browser.stays_fresh = False
    later(minutes=11)

    answer = browser.submit(page.one("form[action$=link]"))

    assert answer.has("#prove-form") and not answer.has("svg.qr")


def test_the_session_that_showed_a_square_goes_on(app: Flask, sign_in: SignIn) -> None:
    user = member(Role.VOLUNTEER)
    browser = Browser(app)
    asked_for_code(browser, user)
    assert is_in(browser)

    add_at(Browser(app), square(browser), Device())

    assert is_in(browser)


def test_a_challenge_for_one_link_is_not_taken_for_another(
    app: Flask, sign_in: SignIn
) -> None:
    tablet, device = Browser(app), Device()
    mine, theirs = (square(sign_in(member(Role.VOLUNTEER))) for _one in range(2))
    asked = options_of(tablet, tablet.get(mine), ADD)
    page = tablet.get(theirs)

    sent = device.create(asked)
    answer = tablet.submit(page.one(ADD), credential=sent, label="tablet")

    assert answer.status == 422
    assert not db.session.scalars(select(Passkey)).all()


def test_a_new_account_begins_with_a_passkey_and_no_password(
    app: Flask, sign_in: SignIn
) -> None:
    user, device, tablet = make.user(Role.VOLUNTEER), Device(), Browser(app)
    address = invited(sign_in, user)

    answer = add_at(tablet, address, device)

    assert answer.address == "/account/sign-in"
    assert sign_in_with(tablet, device).address == "/"
    assert not tablet.get("/account/").has("a[href$='/account/password']")
    assert Browser(app).get(address).status == 404
    form = Browser(app).get("/account/sign-in").one("#sign-in-form")
    refused = Browser(app).submit(form, email=user.email, password="!")
    assert refused.status in (400, 422)
    assert "account.invitation_accepted" in events()


def test_an_invitation_that_waits_for_a_yes_takes_no_passkey(
    app: Flask, sign_in: SignIn
) -> None:
    user, device, tablet = make.user(Role.VOLUNTEER), Device(), Browser(app)
    address = invited(sign_in, user)
    form = tablet.get(address)
    db.session.execute(update(Invitation).values(is_agreed=False))
    db.session.commit()

    answer = tablet.post(f"{address}/passkey", {"csrf_token": tablet.token})

    assert form.has("form[data-passkey=create]")
    assert answer.status == 422 and "akkoord gaan met deze link" in answer.text("main")
    assert sign_in_with(Browser(app), device).status == 422


def test_an_invitation_still_offers_a_password(app: Flask, sign_in: SignIn) -> None:
    page = Browser(app).get(invited(sign_in, make.user(Role.VOLUNTEER)))

    assert page.has("#password-form") and page.has(ADD)


def test_a_link_for_an_account_with_a_password_adds_no_passkey(
    app: Flask, sign_in: SignIn
) -> None:
    """A passkey opens all of an account: the link of who forgot a password does not."""
    tablet, device = Browser(app), Device()
    address = invited(sign_in, member(Role.VOLUNTEER))
    assert not tablet.get(address).has(ADD)
    form = tablet.get(address).one("#password-form")
    form["action"] = f"{form['action']}/passkey"

    key = address.rsplit("/", 1)[1]
    options = tablet.get(f"/account/passkeys/invitation/{key}/options")
    sent = device.create(json.loads(options.html))
    body = {"credential": sent, "label": "tablet"} | {
        str(one["name"]): str(one["value"])
        for one in form.select("[name=csrf_token], [name=form_key]")
    }
    answer = tablet.post(f"{address}/passkey", body)

    assert answer.status == 409
    assert not db.session.scalars(select(Passkey)).all()


def test_a_lost_tablet_ends_all_passkeys_but_those_that_are_still_there(
    app: Flask, sign_in: SignIn
) -> None:
    user, tablet = with_passkey(sign_in, Role.VOLUNTEER)
    telephone = Device(credential_id=b"a passkey of a telephone")
    browser = sign_in(user)
    add(browser, telephone, label="telephone")
    page = browser.get("/account/")
    form = page.one("form[action$=tablet-lost]")
    kept = page.one("form[action$=tablet-lost] label:-soup-contains(telephone) input")

    browser.submit(form, kept=[kept["value"]])

    assert sign_in_with(Browser(app), tablet).status == 422
    assert sign_in_with(Browser(app), telephone).address == "/"
    assert "passkey.ended_with_tablet" in events()


def test_a_coordinator_ends_the_passkeys_of_a_volunteer_who_lost_a_tablet(
    app: Flask, sign_in: SignIn
) -> None:
    user = make.volunteer(make.area(), password_hash="set")
    device = Device()
    theirs = sign_in(user)
    add(theirs, device)
    address = square(theirs)
    browser = sign_in(make.user(Role.COORDINATOR))
    page = browser.get(f"/volunteers/{user.id}")

    browser.submit(page.one("form[action$=tablet-lost]"))

    assert sign_in_with(Browser(app), device).status == 422
    assert Browser(app).get(address).status == 404
    assert not db.session.scalars(select(RecoveryCode)).all()


def test_who_had_a_passkey_alone_and_lost_it_needs_a_new_link(
    app: Flask, sign_in: SignIn
) -> None:
    user = make.volunteer(make.area(), ready=False)
    device, keeper = Device(), sign_in(make.user(Role.ADMINISTRATOR))
    add_at(Browser(app), invited(sign_in, user), device)
    page = keeper.get(f"/account/users/{user.id}/edit")
    assert "has a passkey" in page.text("aside")

    keeper.submit(page.one("aside form[action$=sign-out]"))

    assert db.session.get_one(User, user.id).password_hash == ""
    assert Browser(app).get(invited(sign_in, user)).has(ADD)


def lost(sign_in: SignIn, user: User, *, printed: bool = True) -> list[str]:
    """A coordinator with a passkey and printed codes loses the tablet, and an
    administrator reports it; the codes."""
    page = add(sign_in(user), Device())
    codes = page.texts("#codes li")
    if not printed:
        db.session.execute(update(RecoveryCode).values(used_at=RecoveryCode.made_at))
        db.session.commit()
    sessions.report_lost(make.actor(make.user(Role.ADMINISTRATOR)), user)
    db.session.commit()
    return codes


@pytest.mark.usefixtures("required")
def test_a_tablet_reported_lost_leaves_no_account_to_its_password_alone(
    app: Flask, sign_in: SignIn
) -> None:
    user, stranger = member(Role.COORDINATOR), Browser(app)
    codes = lost(sign_in, user)

    page = asked_for_code(stranger, user)

    assert page.text("h1") == "Een van je geprinte codes"
    assert not page.has("form[data-passkey=get]")
    assert not is_in(stranger)
    stranger.submit(page.one("#prove-form"), code=codes[0])
    assert stranger.get("/").address.startswith("/account/factor/set-up")
    assert add(stranger, Device(credential_id=b"a new one")).address
    assert is_in(stranger)


@pytest.mark.usefixtures("required")
def test_without_a_printed_code_a_lost_tablet_takes_a_new_link(
    app: Flask, sign_in: SignIn
) -> None:
    user = member(Role.COORDINATOR)
    lost(sign_in, user, printed=False)

    form = Browser(app).get("/account/sign-in").one("#sign-in-form")
    answer = Browser(app).submit(form, email=user.email, password=PASSWORD)

    assert answer.status in (400, 422)
    assert db.session.get_one(User, user.id).password_hash == ""


def test_printed_codes_that_are_lost_too_are_taken_away_when_somebody_agreed(
    sign_in: SignIn,
) -> None:
    known = Foundation()
    assert known.jan is not None
    user = member(Role.COORDINATOR, name="Sanne Kok")
    lost(sign_in, user)

    press(sign_in(known.keeper), f"/account/users/{user.id}/edit", "/reset")
    assert db.session.scalars(select(RecoveryCode)).all()
    agree(sign_in(known.jan), the_request("factor"))

    assert not db.session.scalars(select(RecoveryCode)).all()
    assert "factor.reset" in events()
