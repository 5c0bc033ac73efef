"""Reports that nobody can open: a few are kept, and they hide no other."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.offline.sealing import Envelope, Tablet
from tests.visiting.offline.test_views_reports import kept, matched, visited
from tests.visiting.offline.test_views_waiting import ended
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.visiting.offline.rules import MOST_UNREADABLE_A_DAY, UploadState
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")

UNREADABLE = ("waiting", "unreadable")


def forged(tablet: Tablet, visit: Visit, entry: str = "") -> Envelope:
    """An envelope whose key nobody has."""
    return tablet.written(tablet.named(visit), entry) | {"key_id": "gone"}


def test_of_one_visit_the_last_that_cannot_be_read_is_kept(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit = visited(volunteer)
    tablet = Tablet(sign_in(volunteer))
    envelopes = [forged(tablet, visit) for _ in range(8)]

    found = [tablet.outcome(one) for one in envelopes]

    assert found == [UNREADABLE] * 8
    [row] = kept()
    assert json.loads(row.ciphertext) == envelopes[-1]
    assert tablet.outcome(envelopes[-1]) == UNREADABLE
    assert len(kept()) == 1


def test_a_day_brings_no_more_than_a_few_of_them(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visits = [visited(volunteer) for _ in range(MOST_UNREADABLE_A_DAY + 2)]
    tablet = Tablet(sign_in(volunteer))

    pages = [tablet.send(forged(tablet, visit)) for visit in visits]

    assert [page.status for page in pages] == [200] * MOST_UNREADABLE_A_DAY + [409] * 2
    assert json.loads(pages[-1].html) == {"refused": "too_many"}
    assert len(kept()) == MOST_UNREADABLE_A_DAY


def test_what_can_be_read_still_comes_in_and_tomorrow_is_another_day(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    visits = [visited(volunteer) for _ in range(MOST_UNREADABLE_A_DAY + 1)]
    tablet = Tablet(sign_in(volunteer))
    for visit in visits:
        tablet.send(forged(tablet, visit))

    assert tablet.outcome(tablet.written(tablet.named(visits[-1])))[0] == "written"

    tomorrow = clock.now() + timedelta(days=1, minutes=1)
    clock.set_source(lambda: tomorrow)
    tablet = Tablet(sign_in(volunteer))
    assert tablet.outcome(forged(tablet, visits[-1])) == UNREADABLE


def test_another_volunteer_is_not_counted_along(sign_in: SignIn) -> None:
    one, other = make.volunteer(), make.volunteer()
    visits = [visited(one) for _ in range(MOST_UNREADABLE_A_DAY)]
    tablet = Tablet(sign_in(one))
    for visit in visits:
        tablet.send(forged(tablet, visit))

    theirs = visited(other)
    tablet = Tablet(sign_in(other))
    assert tablet.outcome(forged(tablet, theirs)) == UNREADABLE


def waiting_both(sign_in: SignIn) -> None:
    """Two that cannot be read came first, and then one that can."""
    volunteer = make.volunteer()
    match = matched(volunteer)
    tablet = Tablet(sign_in(volunteer))
    visits = [make.visit(match) for _ in range(3)]
    readable = tablet.written(tablet.named(visits[2]))
    envelopes = [forged(tablet, visit) for visit in visits[:2]]
    ended(visits[0])
    for envelope in (*envelopes, readable):
        tablet.send(envelope)


def test_what_can_be_read_stands_first(sign_in: SignIn) -> None:
    waiting_both(sign_in)

    page = sign_in(make.coordinator()).get("/tablet/waiting")

    shown = page.texts("main li")
    assert len(shown) == 3
    assert "not matched" in shown[0]
    assert all("key to read this is gone" in text for text in shown[1:])


def test_all_that_cannot_be_read_is_set_aside_at_once_after_a_question(
    sign_in: SignIn,
) -> None:
    waiting_both(sign_in)
    coordinator = make.coordinator()
    browser = sign_in(coordinator)
    link = browser.get("/tablet/waiting").one("main a[href$=unreadable]")
    wanted = browser.get(str(link["href"]))
    assert "Set aside 2 reports that cannot be read?" in wanted.text("h1")

    refused = browser.submit(wanted.one("main form"))
    assert refused.status == 422 and refused.has("#because-error")
    assert {row.state for row in kept()} == {UploadState.WAITING}

    done = browser.submit(wanted.one("main form"), because="The key is gone.")

    assert done.address.endswith("/tablet/waiting")
    db.session.expire_all()
    states = [(row.state, row.because, bool(row.ciphertext)) for row in kept()]
    aside = (UploadState.SET_ASIDE, "The key is gone.", True)
    assert states == [aside, aside, (UploadState.WAITING, "", False)]
    lines = db.session.scalars(
        select(AuditEntry.actor_id).where(AuditEntry.event == "tablet.set_aside")
    )
    assert list(lines) == [coordinator.id] * 2
    assert not browser.get("/tablet/waiting").has("main a[href$=unreadable]")
    after = browser.get("/tablet/waiting/unreadable")
    assert "Every report that waits can be read" in after.text("main")
    assert not after.has("main form")


def test_those_of_another_village_are_left_alone(sign_in: SignIn) -> None:
    waiting_both(sign_in)
    browser = sign_in(make.coordinator(make.area()))
    assert not browser.get("/tablet/waiting/unreadable").has("main form")
    sent = {"csrf_token": browser.token, "because": "Not mine."}

    assert browser.post("/tablet/waiting/unreadable", sent).status == 303

    assert {row.state for row in kept()} == {UploadState.WAITING}
