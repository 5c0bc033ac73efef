"""What a tablet sends is done once, in order, and nothing of it is dropped."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.offline.sealing import Tablet, envelope_of
from tests.visiting.visits.couple import couple
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.wishes.models import Wish
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.offline.models import TabletReport
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")


def matched(volunteer: User | None = None) -> Match:
    """A match of a month, so that visits of last week lie within it."""
    started = clock.today() - timedelta(days=30)
    return make.match(volunteer or make.volunteer(), started_on=started)


def visited(volunteer: User | None = None) -> Visit:
    return make.visit(matched(volunteer))


def of(visit: Visit) -> User:
    return db.session.get_one(User, visit.volunteer_id)


def reports() -> list[VisitReport]:
    return list(db.session.scalars(select(VisitReport).order_by(VisitReport.id)))


def kept() -> list[TabletReport]:
    return list(db.session.scalars(select(TabletReport).order_by(TabletReport.id)))


def test_a_report_from_a_tablet_is_the_report_of_the_visit(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    wishes = ["eating", "going_out"]

    outcome = tablet.outcome(tablet.written(tablet.named(visit), wishes=wishes))

    [report], [row] = reports(), kept()
    assert outcome == ("written", None)
    assert (report.visit_id, report.note, report.mood) == (visit.id, "We sang.", "good")
    assert report.wishes == set(wishes)
    assert visit.state is VisitState.REPORTED
    assert row.state is UploadState.WRITTEN and row.answers == row.ciphertext == ""


@pytest.mark.parametrize(("holds_for", "count"), [("both", 2), ("first", 1), (None, 1)])
def test_a_report_of_two_at_one_house_holds_for_whom_it_says(
    sign_in: SignIn, holds_for: str | None, count: int
) -> None:
    known = couple()
    tablet = Tablet(sign_in(known.volunteer))
    said: dict[str, Any] = {"wish_text": "Soup.", "wish_of": "other"}
    name = tablet.day()[0]["visit"]

    outcome = tablet.outcome(
        tablet.written(name, holds_for=holds_for, **(said if holds_for else {}))
    )

    assert outcome == ("written", None) and len(reports()) == count
    if holds_for:
        [wish] = db.session.scalars(select(Wish))
        assert wish.contact_id == known.harm


def test_the_same_report_twice_is_done_once_and_answered_twice(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))

    first, again = tablet.send(envelope), tablet.send(envelope)

    assert first.html == again.html and (first.status, again.status) == (200, 200)
    assert len(reports()) == len(kept()) == 1


def test_a_report_that_comes_again_after_a_month_is_still_known(
    sign_in: SignIn,
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    tablet.send(envelope)
    later = clock.now() + timedelta(days=31)
    clock.set_source(lambda: later)

    again = Tablet(sign_in(of(visit))).outcome(envelope)

    assert again == ("written", None)
    assert len(reports()) == len(kept()) == 1


def test_the_same_key_with_another_report_is_refused(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    other = tablet.written(tablet.named(visit), envelope["key"], note="Not this.")

    tablet.send(envelope)
    page = tablet.send(other)

    assert (page.status, json.loads(page.html)) == (409, {"refused": "key_used"})
    assert [report.note for report in reports()] == ["We sang."]


def test_two_equal_reports_of_two_visits_both_stay(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    first, second = visited(volunteer), visited(volunteer)
    tablet = Tablet(sign_in(volunteer))

    for visit in (first, second):
        tablet.send(tablet.written(tablet.named(visit)))

    assert [report.visit_id for report in reports()] == [first.id, second.id]


def test_an_equal_second_report_of_one_visit_is_kept_for_the_coordinator(
    sign_in: SignIn,
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    name = tablet.named(visit)

    outcomes = [tablet.outcome(tablet.written(name)) for _time in range(2)]

    assert outcomes == [("written", None), ("waiting", "second")]
    assert len(reports()) == 1
    assert [row.state for row in kept()] == [UploadState.WRITTEN, UploadState.WAITING]
    assert "We sang." in kept()[1].answers


@pytest.mark.parametrize(
    "answers",
    [
        {"how": None},
        {"how": "splendid"},
        {"minutes": "100000"},
        {"note": "a" * 5000},
        {"next_visit": "other", "next_on": "2020-01-01"},
        {"next_visit": "other", "next_on": "nonsense"},
    ],
    ids=str,
)
def test_what_the_form_refuses_is_kept_for_its_writer(
    sign_in: SignIn, answers: dict[str, Any]
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))

    found = tablet.outcome(tablet.written(tablet.named(visit), **answers))

    assert found == ("attention", "form")
    assert reports() == [] and visit.state is VisitState.PLANNED
    assert Tablet(sign_in(of(visit))).session()["attention"] == 1


def test_a_citizen_service_number_is_kept_nowhere(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))

    found = tablet.outcome(tablet.written(tablet.named(visit), note="BSN 111222333."))

    assert found == ("attention", "form")
    assert "111222333" not in kept()[0].answers and "BSN (" in kept()[0].answers


def test_a_next_visit_is_planned_as_with_network(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    day = clock.today() + timedelta(days=14)
    next_time: dict[str, Any] = {
        "next_visit": "other",
        "next_on": day.isoformat(),
        "next_hour": "9:30",
    }

    tablet.outcome(tablet.written(tablet.named(visit), **next_time))

    ahead = db.session.scalars(select(Visit).where(Visit.id != visit.id)).one()
    assert (ahead.day, f"{ahead.hour:%H:%M}") == (day, "09:30")


def test_as_it_stands_leaves_what_was_planned_meanwhile(sign_in: SignIn) -> None:
    visit = visited()
    match = db.session.get_one(Match, visit.match_id)
    ahead = make.visit(match, starts_at=clock.now() + timedelta(days=7))
    tablet = Tablet(sign_in(of(visit)))

    assert tablet.outcome(tablet.written(tablet.named(visit)))[0] == "written"
    assert db.session.scalars(select(Visit).order_by(Visit.id)).all() == [visit, ahead]


def test_what_was_only_begun_goes_on_in_the_ordinary_form(sign_in: SignIn) -> None:
    visit = visited()
    browser = sign_in(of(visit))
    tablet = Tablet(browser)
    begun = tablet.written(tablet.named(visit), finished=False, how=None)

    assert tablet.outcome(begun) == ("attention", "unfinished")

    page = browser.get(f"/visits/{visit.id}/report")
    assert page.one("#note").get_text().strip() == "We sang."
    assert kept()[0].state is UploadState.HANDED_BACK and kept()[0].answers == ""


def test_what_was_begun_twice_keeps_the_words_of_both(sign_in: SignIn) -> None:
    visit = visited()
    make.saved(
        VisitDraft(
            visit_id=visit.id,
            author_id=visit.volunteer_id,
            answers='[["note", "With network."], ["agreed", "Cake."]]',
        )
    )
    browser = sign_in(of(visit))
    tablet = Tablet(browser)

    tablet.outcome(tablet.written(tablet.named(visit), finished=False))

    page = browser.get(f"/visits/{visit.id}/report")
    note = page.one("#note").get_text()
    assert "With network." in note and "We sang." in note
    assert page.one("#agreed").get_text().strip() == "Cake."


def test_a_clock_that_is_wrong_changes_neither_the_day_nor_the_arrival(
    sign_in: SignIn,
) -> None:
    visit = visited()
    before = visit.starts_at
    tablet = Tablet(sign_in(of(visit)))
    content = {
        "answers": [["how", "good"]],
        "finished": True,
        "written_at": "2031-01-01T00:00:00.000Z",
    }
    here = tablet.here
    envelope = envelope_of(here["key"], here["owner"], tablet.named(visit), content)

    assert tablet.outcome(envelope)[0] == "written"

    [row] = kept()
    assert visit.starts_at == before
    assert row.written_at is not None and row.written_at.year == 2031
    assert abs(row.received_at - clock.now()) < timedelta(minutes=1)


def test_what_we_cannot_open_is_kept_until_we_can(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    other = "B" if envelope["sealed"][0] == "A" else "A"
    changed = envelope | {"sealed": other + envelope["sealed"][1:]}
    unknown = tablet.written(tablet.named(visit)) | {"key_id": "gone"}
    newer = envelope_of(
        tablet.here["key"], tablet.here["owner"], tablet.named(visit), {}, version=2
    )

    found = [tablet.outcome(one) for one in (changed, unknown, newer)]

    assert found == [("waiting", "unreadable")] * 3
    assert json.loads(kept()[-1].ciphertext) == newer


@pytest.mark.parametrize(
    "letter",
    [
        b'{"finished": true, "answers": ' + b"[" * 30_000,
        b'{"finished": true, "answers": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"finished": true, "answers": [["note", {"a": 1}]]}',
        b'{"finished": true, "answers": [["note"]]}',
        b'{"finished": true, "answers": {"note": "x"}}',
        b'{"finished": true, "answers": 5}',
        b'{"answers": []}',
        b"[]",
        b"5",
        b"\xff\xfe",
    ],
    ids=lambda letter: letter[-30:].decode(errors="replace"),
)
def test_a_letter_of_another_shape_waits_and_is_answered_the_same_again(
    sign_in: SignIn, letter: bytes
) -> None:
    """Or a tablet would send it for ever, and behind it nothing else would come."""
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    here = tablet.here
    envelope = envelope_of(here["key"], here["owner"], tablet.named(visit), letter)

    found = [tablet.outcome(envelope) for _time in range(2)]

    assert found == [("waiting", "unreadable")] * 2
    assert len(kept()) == 1
    assert sign_in(make.coordinator()).get("/tablet/waiting").status == 200


def test_half_a_sign_in_a_letter_is_left_out(sign_in: SignIn) -> None:
    """No database keeps half of a pair of surrogates, and no page shows it."""
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    name = tablet.named(visit)

    sent = tablet.outcome(tablet.written(name, note="We \ud800sang.", how=None))

    assert sent == ("attention", "form")
    assert "We sang." in tablet.browser.get("/tablet/mine").text()


@pytest.mark.parametrize("version", [True, -1, 10**400, "1", None, 1.0])
def test_an_envelope_of_no_version_is_none_of_ours(
    sign_in: SignIn, version: Any
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit)) | {"version": version}

    assert tablet.send(envelope).status == 400


def test_a_report_leaves_an_audit_entry_without_its_words(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))

    tablet.outcome(tablet.written(tablet.named(visit)))

    lines = db.session.scalars(select(AuditEntry)).all()
    [line] = [line for line in lines if line.event == "tablet.received"]
    assert line.contact_id == visit.contact_id
    assert not [line for line in lines if "sang" in line.ground]


def test_reasons_all_have_words() -> None:
    from thuis_app.visiting.offline.forms import REASONS

    assert set(REASONS) == set(UploadReason)
