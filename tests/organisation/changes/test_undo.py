"""The bar that confirms a change offers to undo it: all rows are what they were."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.reaching.outreach import trying
from tests.support.referrals import progress
from thuis_app.accountability.reports import actions as reports
from thuis_app.accountability.reports.models import DayCount, PersonReached
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import Base, db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import DECISIVE, ChangeAuditEvent
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals.models import Signal
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.visiting.matches.models import Match

pytestmark = pytest.mark.usefixtures("database")

NEVER = {"trail_entry", "change_set", "form_key", "user_session", "sign_in_try"}
Rows = dict[str, list[dict[str, Any]]]
Way = tuple[Callable[[], Any], Callable[[Browser, Any], Page]]


def rows() -> Rows:
    """Every row of every table, but for the audit log and the counters."""
    db.session.flush()
    return {
        name: sorted(
            (
                {key: value for key, value in row.items() if key != "version"}
                for row in db.session.connection().execute(select(table)).mappings()
            ),
            key=str,
        )
        for name, table in Base.metadata.tables.items()
        if name not in NEVER
    }


def tried() -> OutreachPlan:
    contact = make.contact(stage=Stage.KNOWN)
    actor = make.actor(make.coordinator())
    return make.saved(outreach.begin(actor, contact))


def attempt(**answers: Any) -> Way:
    return tried, lambda browser, plan: trying.recorded(browser, plan, **answers)


def accept(browser: Browser, signal: Signal, **answers: Any) -> Page:
    form = browser.get(f"/signals/{signal.id}/accept").one("#accept-form")
    return browser.submit(form, **answers)


def signal_of_known() -> Signal:
    village = make.area()
    keeper = make.actor(make.coordinator())
    contacts.register(keeper, last_name="Bos", called_name="Ans", area_id=village.id)
    return make.signal(village, who="Ans Bos", may_hear_back=True)


def linked(browser: Browser, signal: Signal) -> Page:
    address = f"/signals/{signal.id}/accept?last_name=Bos&called_name=Ans"
    contact = db.session.scalars(select(Contact)).one()
    form = browser.get(address).one("#accept-form")
    return browser.submit(form, person=contact.id)


def visited() -> tuple[Contact, User]:
    village = make.area()
    contact = make.contact(area=village)
    make.assent(contact)
    contacts.look_for_volunteer(
        make.actor(make.coordinator()), contact, due_on=clock.today()
    )
    return contact, make.volunteer(village, name="Griet Bos")


def match(browser: Browser, pair: tuple[Contact, User]) -> Page:
    form = browser.get(f"/matches/of/{pair[0].id}/new").one("#match-form")
    return browser.submit(form, volunteer=pair[1].id, answer="yes")


def step(state: ReferralState, to: str, **answers: Any) -> Way:
    def begun() -> Any:
        agreed = {"agreed_on": clock.today(), "agreed_how": "spoken"}
        wish = make.wish()
        contact = db.session.get_one(Contact, wish.contact_id)
        more = agreed if state is not ReferralState.PROPOSED else {}
        return make.referral(contact, state, wish_id=wish.id, **more)

    return begun, lambda browser, one: progress.step_form(browser, one, to, **answers)


def asked_for() -> Any:
    places.stop_the_clock()
    village = make.area()
    return places.room(village), places.talked_over(village)


def book(browser: Browser, found: Any, **answers: Any) -> Page:
    wanted = f"room={found[0].id}&on={places.WEDNESDAY}&part=afternoon"
    form = browser.get(f"/respite/{found[1].id}/book?{wanted}").one("#book-form")
    return browser.submit(form, **answers)


def register(browser: Browser, _village: Any) -> Page:
    form = browser.get("/people/new").one("#person-form")
    return browser.submit(form, last_name="Bos", area_id=_village.id)


def agree(browser: Browser, contact: Contact) -> Page:
    form = browser.get(f"/people/{contact.id}/consents").one("#consent-form")
    return browser.submit(form, purpose="referral", given_how="spoken")


def say_yes(browser: Browser, contact: Contact) -> Page:
    form = browser.get(f"/people/{contact.id}/assents").one("#assent-form")
    return browser.submit(form, participation="visit", given_how="spoken")


WAYS: dict[str, Way] = {
    "an attempt": attempt(),
    "an attempt that reached": attempt(outcome="talk_at_door"),
    "an attempt after which they take part": attempt(
        outcome="good_talk", takes_part="y"
    ),
    "a no for good": attempt(outcome="refused", confirmed="y"),
    "a signal of somebody new": (make.signal, accept),
    "a signal of somebody known": (signal_of_known, linked),
    "a match": (visited, match),
    "a yes": step(ReferralState.PROPOSED, "agreed", **progress.AGREED),
    "a landing": step(
        ReferralState.STARTED,
        "landed",
        person_says_landed="y",
        offering_says_landed="y",
    ),
    "a place that is held": (asked_for, lambda b, one: book(b, one, answer="hold")),
    "a place": (asked_for, lambda b, one: book(b, one, answer="yes")),
    "a registration": (make.area, register),
    "a consent": (make.contact, agree),
    "a yes to taking part": (make.contact, say_yes),
}


def summaries() -> list[Any]:
    db.session.expire_all()
    days = db.session.scalars(select(DayCount).where(DayCount.number != 0))
    people = db.session.scalars(select(PersonReached))
    counted = [(one.figure, one.day, one.number) for one in days]
    return sorted(counted) + sorted((one.contact_id, one.year) for one in people)


def assert_undone_from_the_bar(sign_in: SignIn, way: Way) -> None:
    """Do it, undo it by the bar that confirms it: every row is what it was."""
    begin, do = way
    found, browser = begin(), sign_in(make.coordinator())
    browser.get("/")
    db.session.commit()
    before = rows()

    answer = do(browser, found)
    assert answer.status == 303, answer.errors()
    assert rows() != before
    undone = browser.submit(browser.follow(answer).one("#notice form"))

    assert "Undone." in browser.follow(undone).text("#notice")
    assert rows() == before


@pytest.mark.parametrize("way", WAYS)
def test_undone_from_the_bar_every_row_is_what_it_was(
    sign_in: SignIn, way: str
) -> None:
    assert_undone_from_the_bar(sign_in, WAYS[way])


@pytest.mark.parametrize("way", WAYS)
def test_the_figures_are_what_counting_again_says(sign_in: SignIn, way: str) -> None:
    begin, do = WAYS[way]
    found, browser = begin(), sign_in(make.coordinator())
    db.session.commit()
    browser.submit(browser.follow(do(browser, found)).one("#notice form"))

    kept = summaries()
    reports.recount()

    assert kept == summaries()


@pytest.mark.parametrize("way", WAYS)
def test_later_it_is_put_right_with_a_reason(sign_in: SignIn, way: str) -> None:
    begin, do = WAYS[way]
    found, browser = begin(), sign_in(make.coordinator())
    db.session.commit()
    before = rows()
    answer = do(browser, found)
    assert answer.status == 303, answer.errors()
    [kept] = db.session.scalars(select(ChangeSet))
    wait(timedelta(minutes=11))

    page = browser.get(f"/people/{kept.contact_id}/mistake")
    answer = browser.submit(page.one("#mistake-form"), because="The wrong Mrs Bos.")

    assert answer.status == 303, answer.errors()
    assert rows() == before
    said = AuditEntry.event == ChangeAuditEvent.PUT_RIGHT
    [line] = db.session.scalars(select(AuditEntry).where(said))
    assert line.ground == "The wrong Mrs Bos."


def test_the_bar_undoes_for_ten_minutes_and_says_what_to_do_later(
    sign_in: SignIn,
) -> None:
    plan, browser = tried(), sign_in(make.coordinator())
    button = browser.follow(trying.recorded(browser, plan)).one("#notice form")
    wait(timedelta(minutes=11))

    answer = browser.submit(button)

    assert answer.status == 409
    assert "put it right as a mistake" in answer.text()
    assert trying.attempts() == 1


def test_pressed_twice_it_is_undone_once(sign_in: SignIn) -> None:
    plan, browser = tried(), sign_in(make.coordinator())
    button = browser.follow(trying.recorded(browser, plan)).one("#notice form")
    browser.submit(button)
    db.session.commit()
    before = rows()

    assert browser.submit(button).status == 409
    assert rows() == before


def test_the_bar_is_gone_from_the_next_page(sign_in: SignIn) -> None:
    plan, browser = tried(), sign_in(make.coordinator())
    browser.follow(trying.recorded(browser, plan))

    assert not browser.get("/").has("#notice form")


def test_a_coordinator_of_elsewhere_undoes_nothing(sign_in: SignIn) -> None:
    plan, browser = tried(), sign_in(make.coordinator())
    trying.recorded(browser, plan)
    [kept] = db.session.scalars(select(ChangeSet))
    other = sign_in(make.coordinator(make.area()))

    answer = other.post(f"/changes/{kept.id}/undo", {"csrf_token": other.token})

    assert answer.status == 404
    assert trying.attempts() == 1


def test_a_volunteer_undoes_a_try_of_their_own(sign_in: SignIn) -> None:
    village = make.area()
    volunteer = make.volunteer(village)
    plan = make.plan(make.contact(area=village, stage=Stage.OUTREACH))
    plan.assigned_to = volunteer.id
    db.session.commit()
    browser = sign_in(volunteer)
    button = browser.follow(trying.recorded(browser, plan)).one("#notice form")

    undone = browser.submit(button)

    assert undone.address == "/"
    assert trying.attempts() == 0


def test_an_earlier_try_is_put_right_and_the_later_one_stays_what_comes_next(
    sign_in: SignIn,
) -> None:
    plan, browser = tried(), sign_in(make.coordinator())
    trying.recorded(browser, plan, note="The wrong door.")
    wait(timedelta(minutes=20))
    trying.recorded(browser, plan)
    next_on = plan.next_on
    first = db.session.scalars(select(ChangeSet).order_by(ChangeSet.id)).first()
    assert first is not None

    page = browser.get(f"/people/{plan.contact_id}/mistake")
    browser.submit(page.one("#mistake-form"), change_id=first.id, because="Wrong.")

    assert trying.attempts() == 1
    stored = select(OutreachPlan.attempts, OutreachPlan.next_on)
    assert db.session.execute(stored).one() == (1, next_on)
    assert summaries_are_right()


def test_who_was_registered_by_mistake_stays_once_something_hangs_on_them(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.coordinator())
    answer = register(browser, make.area())
    button = browser.follow(answer).one("#notice form")
    [contact] = db.session.scalars(select(Contact))
    make.note(contact)

    answer = browser.submit(button)

    assert answer.status == 409
    assert "More was done with it since" in answer.text()
    assert db.session.get(Contact, contact.id)


def test_the_words_of_a_signal_leave_the_file_of_the_wrong_person(
    sign_in: SignIn,
) -> None:
    signal, browser = signal_of_known(), sign_in(make.coordinator())
    answer = linked(browser, signal)
    assert "Dark." in browser.get(f"{answer.address}?kind=signal").text()
    button = browser.get(f"{answer.address}/mistake").one("#mistake-form")

    browser.submit(button, because="Another Ans Bos.")

    assert "Dark." not in browser.get(f"{answer.address}?kind=signal").text()
    assert "Ans Bos" in browser.get("/signals/").text("#waiting, main")
    kinds = {task.kind for task in db.session.scalars(select(Task)) if task.is_open}
    assert kinds == {TaskKind.SIGNAL}


def test_a_match_that_never_began_is_not_held_against_the_volunteer(
    sign_in: SignIn,
) -> None:
    (contact, volunteer), browser = visited(), sign_in(make.coordinator())
    button = browser.follow(match(browser, (contact, volunteer))).one("#notice form")

    browser.submit(button)

    assert db.session.scalars(select(Match)).all() == []
    assert db.session.get_one(Contact, contact.id).volunteer_name == ""
    page = browser.get(f"/matches/of/{contact.id}/new")
    assert "Griet Bos" in page.text("#volunteer")


def test_a_step_of_a_referral_is_put_right_before_the_one_that_came_after(
    sign_in: SignIn,
) -> None:
    referral, browser = make.referral(), sign_in(make.coordinator())
    progress.step_form(browser, referral, "agreed", **progress.AGREED)
    progress.step_form(browser, referral, "sent", sent_how="telephone")
    agreed, sent = db.session.scalars(select(ChangeSet).order_by(ChangeSet.id))
    address = f"/people/{referral.contact_id}/mistake"

    form = browser.get(address).one("#mistake-form")
    early = browser.submit(form, change_id=agreed.id, because="Wrong person.")
    assert early.status == 409 and progress.stored()[0].state == "sent"
    for change in (sent, agreed):
        form = browser.get(address).one("#mistake-form")
        browser.submit(form, change_id=change.id, because="Wrong person.")

    [stored] = progress.stored()
    assert (stored.state, stored.agreed_on) == (ReferralState.PROPOSED, None)


def test_a_mistake_is_put_right_from_the_page_of_the_person(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())

    page = browser.get(f"/people/{contact.id}")

    assert page.has(f"a[href='/people/{contact.id}/mistake']")
    assert "Nothing was done here" in browser.get(f"/people/{contact.id}/mistake").text(
        "#mistake-form"
    )


def wait(long: timedelta) -> None:
    later = clock.now() + long
    clock.set_source(lambda: later)


def summaries_are_right() -> bool:
    kept = summaries()
    reports.recount()
    return kept == summaries()


def test_what_must_be_as_it_was_is_named_as_it_is_stored() -> None:
    for table, columns in DECISIVE.items():
        assert (columns or set()) <= set(Base.metadata.tables[table].c.keys())
