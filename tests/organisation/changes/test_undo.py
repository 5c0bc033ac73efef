"""The bar that confirms a change offers to undo it: then all rows are what they were."""

from collections.abc import Callable
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
from thuis_app.core.database import Base, db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals.models import Signal
from thuis_app.support.referrals.rules import ReferralState

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
    make.consent(contact)
    contacts.look_for_volunteer(
        make.actor(make.coordinator()), contact, due_on=clock.today()
    )
    return contact, make.volunteer(village, name="Griet Bos")


def match(browser: Browser, pair: tuple[Contact, User]) -> Page:
    form = browser.get(f"/matches/of/{pair[0].id}/new").one("#match-form")
    return browser.submit(form, volunteer=pair[1].id)


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
    return browser.submit(form, purpose="visit", given_how="spoken")


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
    "an agreement": (make.contact, agree),
}


def summaries() -> list[Any]:
    db.session.expire_all()
    days = db.session.scalars(select(DayCount).where(DayCount.number != 0))
    people = db.session.scalars(select(PersonReached))
    counted = [(one.figure, one.day, one.number) for one in days]
    return sorted(counted) + sorted((one.contact_id, one.year) for one in people)


@pytest.mark.parametrize("way", WAYS)
def test_undone_from_the_bar_every_row_is_what_it_was(
    sign_in: SignIn, way: str
) -> None:
    begin, do = WAYS[way]
    found, browser = begin(), sign_in(make.coordinator())
    browser.get("/")
    db.session.commit()
    before = rows()

    answer = do(browser, found)
    assert answer.status == 303, answer.errors()
    assert rows() != before
    undo = browser.follow(answer).one("#notice form")
    undone = browser.submit(undo)

    assert "Undone." in browser.follow(undone).text("#notice")
    assert rows() == before


@pytest.mark.parametrize("way", WAYS)
def test_the_figures_are_what_counting_again_says(sign_in: SignIn, way: str) -> None:
    begin, do = WAYS[way]
    found, browser = begin(), sign_in(make.coordinator())
    db.session.commit()
    browser.submit(browser.follow(do(browser, found)).one("#notice form"))

    kept = summaries()
    reports.recount()

    assert kept == summaries()
