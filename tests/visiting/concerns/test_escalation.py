"""A concern that nobody takes on in time comes to the stand-in."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing
from thuis_app.core.outbox import OutgoingMail
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions, queries
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import (
    ConcernKind,
    ConcernOutcome,
    ConcernStepKind,
)

pytestmark = pytest.mark.usefixtures("database")

MORNING = make.at(clock.today(), 9)


@pytest.fixture
def lead() -> User:
    return make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD)


@pytest.fixture
def stand_in() -> User:
    return make.user(Role.BOARD, Role.STAND_IN)


def it_is(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def handed_in(*, urgent: bool = False) -> Concern:
    """A concern, handed in at nine in the morning by a volunteer."""
    it_is(MORNING)
    match = make.match(make.volunteer())
    volunteer = db.session.get_one(User, match.volunteer_id)
    contact = db.session.get_one(Contact, match.contact_id)
    actions.raise_concern(
        make.actor(volunteer),
        contact,
        words="Bruises.",
        urgent=urgent,
        kind=ConcernKind.HARM,
    )
    db.session.commit()
    return db.session.scalars(select(Concern)).one()


def seen_by(user: User) -> list[str]:
    return [one.id for one in queries.open_ones(make.actor(user))]


def concern_mails() -> list[tuple[int, str]]:
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(mail.to_user_id, mail.key.split(":")[2]) for mail in rows]


def test_the_lead_is_asked_to_look_at_once(lead: User, stand_in: User) -> None:
    handed_in()

    assert concern_mails() == [(lead.id, "handed_in")]


@pytest.mark.parametrize(("urgent", "hours"), [(True, 2), (False, 24)])
def test_the_stand_in_sees_it_when_the_time_is_over(
    lead: User, stand_in: User, urgent: bool, hours: int
) -> None:
    concern = handed_in(urgent=urgent)

    it_is(MORNING + timedelta(hours=hours, seconds=-1))
    assert seen_by(stand_in) == []
    it_is(MORNING + timedelta(hours=hours))
    assert seen_by(stand_in) == [concern.id]
    assert seen_by(lead) == [concern.id]


def test_who_must_look_is_told_once_that_it_waited(lead: User, stand_in: User) -> None:
    handed_in()

    for hours in (23, 24, 25, 50):
        it_is(MORNING + timedelta(hours=hours))
        actions.escalate(SYSTEM)

    assert concern_mails()[1:] == [(lead.id, "waited"), (stand_in.id, "waited")]


def test_what_was_taken_on_in_time_stays_with_the_lead(
    lead: User, stand_in: User
) -> None:
    concern = handed_in()
    actions.acknowledge(make.actor(lead), concern)

    it_is(MORNING + timedelta(days=3))
    actions.escalate(SYSTEM)

    assert seen_by(stand_in) == []
    assert concern_mails() == [(lead.id, "handed_in")]
    with pytest.raises(Missing):
        queries.get(make.actor(stand_in), concern.id)


def test_a_stand_in_who_took_it_on_goes_the_whole_way(
    lead: User, stand_in: User
) -> None:
    concern = handed_in()
    it_is(MORNING + timedelta(days=2))
    who = make.actor(stand_in)

    actions.acknowledge(who, concern)
    note = "Called the doctor."
    actions.take_step(
        who, concern, step=ConcernStepKind.CONSULT, taken_on=clock.today(), note=note
    )
    db.session.expire_all()
    found = queries.get(who, concern.id)
    actions.close(who, found, outcome=ConcernOutcome.HANDED_OVER, words=note)

    assert [one.id for one in queries.closed_ones(who)] == [concern.id]


def test_another_stand_in_no_longer_sees_what_was_taken_on(stand_in: User) -> None:
    concern, other = handed_in(), make.user(Role.COORDINATOR, Role.STAND_IN)
    it_is(MORNING + timedelta(days=2))
    actions.acknowledge(make.actor(stand_in), concern)

    assert seen_by(other) == []


def test_a_stand_in_handles_nothing_before_its_time(stand_in: User) -> None:
    concern = handed_in()

    with pytest.raises(Denied):
        actions.acknowledge(make.actor(stand_in), concern)


def test_nobody_but_thuis_itself_escalates(lead: User) -> None:
    with pytest.raises(Denied):
        actions.escalate(make.actor(lead))


def test_the_lead_says_how_long_a_concern_may_wait(
    sign_in: SignIn, lead: User, stand_in: User
) -> None:
    browser = sign_in(lead)
    form = browser.get("/concerns/terms").one("#terms-form")

    browser.submit(form, urgent_hours="1", usual_hours="12")

    concern = handed_in()
    assert concern.act_by - concern.raised_at == timedelta(hours=12)
    it_is(MORNING + timedelta(hours=12))
    assert seen_by(stand_in) == [concern.id]


@pytest.mark.parametrize(
    ("urgent", "usual", "said"),
    [
        ("", "24", "Write a number of hours."),
        ("2", "200", "Write a whole number between 1 and 168."),
        ("0", "24", "Write a whole number between 1 and 168."),
        ("48", "24", "This is shorter than for what cannot wait."),
        ("\x00two", "24", "Write a whole number between 1 and 168."),
    ],
)
def test_odd_terms_are_refused_and_kept_on_the_page(
    sign_in: SignIn, lead: User, urgent: str, usual: str, said: str
) -> None:
    browser = sign_in(lead)
    form = browser.get("/concerns/terms").one("#terms-form")

    page = browser.submit(form, urgent_hours=urgent, usual_hours=usual)

    assert page.status == 422
    assert page.errors() == [said]
    assert page.one("#usual_hours")["value"] == usual
    assert queries.terms().version == 0


def test_of_two_leads_the_second_sees_both_terms(sign_in: SignIn, lead: User) -> None:
    first, second = sign_in(lead), sign_in(lead)
    actions.set_terms(
        make.actor(lead),
        queries.terms(),
        urgent_hours=2,
        usual_hours=24,
    )
    db.session.commit()
    forms = [one.get("/concerns/terms").one("#terms-form") for one in (first, second)]

    first.submit(forms[0], urgent_hours="3", usual_hours="30")
    page = second.submit(forms[1], urgent_hours="4", usual_hours="40")

    assert page.status == 409
    assert "30" in page.text() and page.one("#usual_hours")["value"] == "40"


def test_a_stand_in_finds_an_empty_page_and_no_terms(
    sign_in: SignIn, lead: User, stand_in: User
) -> None:
    handed_in()
    it_is(MORNING + timedelta(hours=1))

    browser = sign_in(stand_in)

    assert "Nothing to be done" in browser.get("/concerns/").text()
    assert browser.get("/concerns/terms").status == 404


def test_the_menu_of_a_stand_in_is_the_same_with_and_without_a_concern(
    sign_in: SignIn, stand_in: User
) -> None:
    before = sign_in(stand_in).get("/account/").texts(".masthead nav a")
    handed_in()
    it_is(MORNING + timedelta(days=2))

    assert sign_in(stand_in).get("/account/").texts(".masthead nav a") == before


def test_the_mail_that_asks_to_look_holds_no_word_of_it(
    lead: User, stand_in: User
) -> None:
    handed_in(urgent=True)
    it_is(MORNING + timedelta(days=1))
    actions.escalate(SYSTEM)

    mails = db.session.scalars(select(OutgoingMail)).all()
    assert {(mail.kind, mail.payload) for mail in mails} == {("look", "{}")}
    assert len(mails) == 3


def test_the_list_leads_the_lead_to_the_terms(sign_in: SignIn, lead: User) -> None:
    assert sign_in(lead).get("/concerns/").has('a[href="/concerns/terms"]')
