"""Who looked, what an account did, and the month that is signed for."""

from datetime import time

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.access_log import queries, rules
from thuis_app.overview.access_log.models import AuditReview
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions as concerns
from thuis_app.visiting.concerns.models import Concern

pytestmark = pytest.mark.usefixtures("database")


def month_before() -> str:
    return f"{rules.months_before(clock.today())[0]:%Y-%m}"


def last_month_is_over() -> None:
    """Let lines of now be lines of the month before."""
    later = rules.next_month(clock.today().replace(day=1))
    noon = clock.at(later, time(12))
    clock.set_source(lambda: noon)


def test_a_coordinator_sees_who_looked_on_which_ground(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)
    sign_in(volunteer).get(f"/people/{match.contact_id}")

    page = sign_in(make.coordinator()).get(f"/people/{match.contact_id}/log")

    [row] = [row for row in page.soup.select("tr.line") if volunteer.name in row.text]
    assert "visits this person" in row.text
    assert "File of a person viewed" in row.text


def test_a_list_in_which_the_name_stood_counts_as_a_look(sign_in: SignIn) -> None:
    area = make.area()
    contact, others = make.contact(area=area), [make.contact(area=area) for _ in "ab"]
    coordinator = make.coordinator()
    sign_in(coordinator).get("/people/")

    page = sign_in(make.coordinator()).get(f"/people/{contact.id}/log")

    assert coordinator.name in page.text()
    assert len(others) == 2


def test_number_12_is_not_seen_where_112_stood_in_a_list(sign_in: SignIn) -> None:
    contact = make.contact()
    coordinator = make.coordinator()
    entry = {"session_id": 0, "role": "coordinator", "event": "contacts.listed"}
    entry |= {"subject": "", "subject_id": "", "ground": "", "contact_id": None}
    make.saved(
        AuditEntry(
            at=clock.now(),
            actor_id=make.coordinator().id,
            shown=f"{contact.id}12 1{contact.id}",
            **entry,
        )
    )

    page = sign_in(coordinator).get(f"/people/{contact.id}/log")

    assert not page.has("tr.line")


def test_the_page_itself_leaves_a_line(sign_in: SignIn) -> None:
    contact = make.contact()

    sign_in(make.coordinator()).get(f"/people/{contact.id}/log")

    asked = select(AuditEntry.contact_id).where(AuditEntry.event == "log.person_shown")
    assert db.session.scalars(asked).all() == [contact.id]


def test_a_concern_of_this_person_is_on_no_page_of_the_log(sign_in: SignIn) -> None:
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)
    concern = make.concern()
    sign_in(lead).get(f"/concerns/{concern.id}")
    administrator = sign_in(make.user(Role.ADMINISTRATOR))

    of_lead = administrator.get(f"/account/users/{lead.id}/log")
    of_person = sign_in(make.coordinator()).get(f"/people/{concern.contact_id}/log")

    for page in (of_lead, of_person):
        assert page.status == 200
        for word in ("worry", "not right", "concern"):
            assert word not in page.text("#access-log").lower()


def test_what_is_done_with_a_concern_changes_nothing_that_is_shown(
    sign_in: SignIn,
) -> None:
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)
    volunteer = make.volunteer()
    contact_id = make.match(volunteer).contact_id
    before = all_shown(contact_id, volunteer, lead)

    contact = db.session.get_one(Contact, contact_id)
    with write_transaction():
        who = make.actor(volunteer)
        concerns.raise_concern(who, contact, words="Bruises.", urgent=True)
    concern_id = db.session.scalar(select(Concern.id))
    browser = sign_in(lead)
    signed_in = all_shown(contact_id, volunteer, lead)
    assert browser.get(f"/concerns/{concern_id}").status == 200
    browser.get("/concerns/")

    after = all_shown(contact_id, volunteer, lead)
    assert after == signed_in and after[:3] == before[:3]


def all_shown(contact_id: int, *users: User) -> list[object]:
    """What the pages of the log show of a person and of these accounts, and what is
    odd in the month."""
    today = clock.today()
    contact = db.session.get_one(Contact, contact_id)
    administrator = make.actor(make.user(Role.ADMINISTRATOR))
    coordinator = make.actor(make.coordinator())
    month = today.replace(day=1)
    return [
        queries.of_person(coordinator, contact, today.year).days,
        queries.oddities(administrator, month),
        *(queries.of_user(administrator, one, month).days for one in users),
    ]


def test_an_administrator_sees_what_an_account_did_and_no_name(
    sign_in: SignIn,
) -> None:
    coordinator, contact = make.coordinator(), make.contact("Molenaar")
    sign_in(coordinator).get(f"/people/{contact.id}")

    page = sign_in(make.user(Role.ADMINISTRATOR)).get(
        f"/account/users/{coordinator.id}/log"
    )

    [row] = page.soup.select("tr.line")
    assert row.select(".figures")[0].text == "1"
    assert "Molenaar" not in page.text()


def test_what_others_did_with_an_account_stands_with_who_it_was(
    sign_in: SignIn,
) -> None:
    administrator, other = make.user(Role.ADMINISTRATOR), make.coordinator()
    browser = sign_in(administrator)
    account = browser.get(f"/account/users/{other.id}/edit")
    browser.submit(account.one("form[action$='/invitation']"))

    page = browser.get(f"/account/users/{other.id}/log")

    assert "Invitation made" in page.text()
    assert administrator.name in page.text("#access-log ul")


def test_a_month_with_something_odd_is_signed_with_a_word(sign_in: SignIn) -> None:
    board = make.user(Role.BOARD)
    browser = sign_in(make.volunteer())
    for number in range(10):
        browser.get(f"/people/{number + 1000}")
    last_month_is_over()
    signer = sign_in(board)
    page = signer.get(f"/log/{month_before()}")
    assert "10 times" in page.text()

    refused = signer.submit(page.one("#sign-form form"), words="")
    signed = signer.submit(page.one("#sign-form form"), words="Gevraagd. Vergissing.")

    assert refused.status == 422 and "a few words" in refused.text()
    assert signed.status in (200, 303)
    [review] = db.session.scalars(select(AuditReview)).all()
    assert (review.signed_by, review.oddities) == (board.id, 1)
    shown = signer.get(f"/log/{month_before()}")
    assert "Gevraagd. Vergissing." in shown.text() and not shown.has("#sign-form form")


def test_a_month_that_is_not_over_or_long_ago_is_not_there(sign_in: SignIn) -> None:
    browser = sign_in(make.user(Role.BOARD))

    for month in (f"{clock.today():%Y-%m}", "2001-01", "nonsense", "2026-13"):
        assert browser.get(f"/log/{month}").status == 404


def test_a_month_is_signed_once(sign_in: SignIn) -> None:
    board = make.user(Role.BOARD)
    month = rules.months_before(clock.today())[0]
    browser = sign_in(board)
    page = browser.get(f"/log/{month:%Y-%m}")
    make.audit_review(month)

    answer = browser.submit(page.one("#sign-form form"), words="Also looked.")

    assert answer.status == 409
    assert len(db.session.scalars(select(AuditReview)).all()) == 1


def test_the_months_say_who_signed(sign_in: SignIn) -> None:
    board = make.user(Role.BOARD)
    administrator = make.user(Role.ADMINISTRATOR)
    assert not sign_in(administrator).get("/log/").has("tr.line")
    last_month_is_over()
    make.audit_review(rules.months_before(clock.today())[0], signed_by=board.id)

    page = sign_in(administrator).get("/log/")

    assert board.name in page.texts("tr.line")[0]
    assert len(page.texts("tr.line")) == 1
