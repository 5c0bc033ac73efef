"""A tablet that is lost opens nothing any more, from the next request on."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.organisation.sessions.test_views import PASSWORD, member, sign_in_by_form
from tests.pages import Browser
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.core.outbox import OutgoingMail
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.organisation.sessions import actions
from thuis_app.visiting.calendar_feed import actions as feeds
from thuis_app.visiting.calendar_feed.models import VisitFeed


def volunteer() -> User:
    return make.volunteer(make.area(), password_hash="set")


def is_in(browser: Browser) -> bool:
    return browser.get("/account/").status == 200


def test_who_lost_a_tablet_signs_it_out_from_another_device(sign_in: SignIn) -> None:
    user = volunteer()
    tablet, telephone = sign_in(user), sign_in(user)

    page = telephone.get("/account/")
    telephone.submit(page.one("form[action$=tablet-lost]"))

    assert not is_in(tablet)
    assert is_in(telephone)


def test_a_coordinator_does_it_for_a_volunteer_who_calls(sign_in: SignIn) -> None:
    user = volunteer()
    tablet, browser = sign_in(user), sign_in(make.user(Role.COORDINATOR))

    page = browser.get(f"/volunteers/{user.id}")
    browser.submit(page.one("form[action$=tablet-lost]"))

    assert not is_in(tablet)
    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "account.tablet_lost")
    ).one()
    assert line.subject_id == str(user.id)
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert (mail.to_user_id, "tablet_lost" in mail.payload) == (user.id, True)


def test_a_coordinator_of_another_village_cannot(sign_in: SignIn) -> None:
    user = volunteer()
    tablet, browser = sign_in(user), sign_in(make.coordinator(make.area("Warffum")))

    answer = browser.post(
        f"/volunteers/{user.id}/tablet-lost", {"csrf_token": browser.token}
    )

    assert answer.status == 404
    assert is_in(tablet)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD])
def test_a_coordinator_cannot_sign_out_who_is_more_than_a_volunteer(
    database: None, role: Role
) -> None:
    other = make.user(Role.VOLUNTEER, role)

    with pytest.raises(Denied):
        actions.report_lost(make.actor(make.user(Role.COORDINATOR)), other)


def test_the_link_for_the_calendar_stops_and_that_of_another_does_not(
    database: None,
) -> None:
    user, other = volunteer(), volunteer()
    for one in (user, other):
        feeds.make_feed(make.actor(one), uid_domain="thuis.example.org")

    actions.report_lost(make.actor(user), user)

    alive = select(VisitFeed.user_id).where(VisitFeed.revoked_at.is_(None))
    assert db.session.scalars(alive).all() == [other.id]


def test_the_device_is_not_known_any_more(app: Flask, database: None) -> None:
    user, tablet = member(), Browser(app)
    assert sign_in_by_form(tablet, user, PASSWORD) == "/"

    actions.report_lost(make.actor(user), user)

    known = select(func.count(UserSession.id)).where(UserSession.device_key != "")
    assert db.session.scalar(known) == 0
