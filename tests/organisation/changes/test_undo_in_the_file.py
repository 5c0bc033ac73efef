"""What is changed about a person is undone for ten minutes on the bar that says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.organisation.changes.test_undo import (
    assert_undone_from_the_bar,
    summaries_are_right,
    tried,
)
from tests.pages import Browser, Page
from tests.visiting.first_visits.test_first_visits import Acquaintance
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes import actions as wishes
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject
from thuis_app.support.respite.rules import RequestState
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.visiting.matches.models import Match

pytestmark = pytest.mark.usefixtures("database")

Way = tuple[Callable[[], Any], Callable[[Browser, Any], Page]]


def form(page: str, chosen: str, **answers: Any) -> Callable[[Browser, Any], Page]:
    """Send a form of a page; the address of it has the id of what it is about."""

    def send(browser: Browser, found: Any) -> Page:
        shown = browser.get(page.format(found))
        return browser.submit(shown.one(chosen), **answers)

    return send


def rest(browser: Browser, contact_id: int) -> Page:
    until = (clock.today() + timedelta(days=9)).isoformat()
    answers = {"until": until, "because": "In hospital."}
    return form("/outreach/{}/rest", "#rest-form", **answers)(browser, contact_id)


def in_outreach() -> int:
    return tried().contact_id


def someone() -> int:
    return make.contact("Bos", area=make.area()).id


def stopped() -> int:
    contact, actor = make.contact(), make.actor(make.coordinator())
    how: dict[str, Any] = {"stage": Stage.MOVED, "on": clock.today(), "because": ""}
    stopping.stop(actor, contact, **how)
    return contact.id


def met() -> int:
    known = Acquaintance(in_days=0)
    known.reported(known.griet)
    return known.trijntje.id


def not_informed() -> int:
    contact = make.contact(inform_by=clock.today() + timedelta(days=9))
    make.task(TaskKind.INFORM, contact, source=str(contact.id))
    return contact.id


def wish() -> Wish:
    contact, actor = make.contact(), make.actor(make.coordinator())
    said: dict[str, Any] = {"side": Side.WISH, "subject": Subject.EATING}
    said |= {"words": "Not alone.", "heard_on": clock.today()}
    return make.saved(wishes.record_wish(actor, contact, **said))


def close_wish(browser: Browser, found: Wish) -> Page:
    page = browser.get(f"/wishes/of/{found.contact_id}/new")
    button = page.one(f"form[action='/wishes/{found.id}/state']")
    return browser.submit(button, to="done")


def related() -> Contact:
    contact, other = make.contact(), make.contact()
    kind = RelationKind.NEIGHBOUR
    make.saved(Relation(contact_id=contact.id, other_id=other.id, kind=kind))
    return contact


def end_relation(browser: Browser, contact: Contact) -> Page:
    page = browser.get(f"/people/{contact.id}/ties/new")
    return browser.submit(page.one("form[action$='/end']"))


def request_of_a_carer() -> int:
    return places.talked_over(make.area()).id


def placed() -> int:
    found = make.respite_request(state=RequestState.PLACED)
    db.session.commit()
    return found.id


def incident() -> int:
    return make.incident().id


def leaving() -> Match:
    """A match with a visit ahead, as it is made: both sides name the other."""
    match = make.match()
    contact = db.session.get_one(Contact, match.contact_id)
    user = db.session.get_one(User, match.volunteer_id)
    make.visit(match, starts_at=clock.now() + timedelta(days=3))
    make.assent(contact)
    contacts.name_volunteer(contact, user.name)
    volunteers.count_people(user, 1)
    db.session.commit()
    return match


def leaving_to_another() -> tuple[Match, User]:
    match = leaving()
    contact = db.session.get_one(Contact, match.contact_id)
    return match, make.volunteer(db.session.get_one(Area, contact.area_id))


def hand_on(browser: Browser, found: tuple[Match, User]) -> Page:
    match, other = found
    return hand_over(str(other.id))(browser, match)


def hand_over(choice: str, **answers: Any) -> Callable[[Browser, Match], Page]:
    def send(browser: Browser, match: Match) -> Page:
        page = browser.get(f"/matches/handover/{match.volunteer_id}")
        return browser.submit(page.one("#handover-form"), choice=choice, **answers)

    return send


def keep(browser: Browser, match: Match) -> Page:
    until = (clock.today() + timedelta(days=9)).isoformat()
    return hand_over("keep", until=until)(browser, match)


def change(state: str, **answers: Any) -> Callable[[Browser, Match], Page]:
    def send(browser: Browser, match: Match) -> Page:
        page = browser.get(f"/matches/{match.id}")
        return browser.submit(page.one("#match-form"), state=state, **answers)

    return send


INCIDENT = {"kind": "fall", "words": "On the stairs.", "insurance": "not_needed"}
WAYS: dict[str, Way] = {
    "outreach that rests": (in_outreach, rest),
    "who goes from now on": (in_outreach, form("/outreach/{}/assign", "#assign-form")),
    "outreach that stops": (
        in_outreach,
        form("/outreach/{}/stop", "#stop-form", because="Enough."),
    ),
    "contact allowed again": (
        stopped,
        form("/people/{}/reopen", "#reopen-form", because="She called us."),
    ),
    "the answer after a first visit": (
        met,
        form("/visits/of/{}/first/answer", "#answer-form", wants="no"),
    ),
    "what was told": (not_informed, form("/people/{}", "form[action$='/informed']")),
    "told to several": (not_informed, form("/batches/tell?all=1", "#batch-form form")),
    "a wish": (
        someone,
        form("/wishes/of/{}/new", "#wish-form", subject="eating", words="Together."),
    ),
    "a wish that is done": (wish, close_wish),
    "a tie that ended": (related, end_relation),
    "respite that could not be": (
        request_of_a_carer,
        form("/respite/{}/unmet", "#unmet-form", because="no_place"),
    ),
    "respite rounded off": (placed, form("/respite/{}", "form[action$='/close']")),
    "an incident": (
        someone,
        form("/incidents/of/{}/new", "#incident-form", **INCIDENT),
    ),
    "an incident that changed": (
        incident,
        form("/incidents/{}/edit", "#incident-form", words="On the stairs."),
    ),
    "an incident that closed": (
        incident,
        form("/incidents/{}", "form[action$='/close']"),
    ),
    "what is known of a person": (
        someone,
        form("/people/{}/edit", "#person-form", last_name="Bosch"),
    ),
    "a signal that is not for us": (
        lambda: make.signal(may_hear_back=True).id,
        form("/signals/{}/decline", "#decline-form", because="other_help"),
    ),
    "a match that ends in a handover": (
        leaving,
        hand_over("end", ended_because="no_fit"),
    ),
    "a volunteer who keeps coming": (leaving, keep),
    "people handed over": (leaving_to_another, hand_on),
    "a match that ends": (leaving, change("ended", ended_because="no_fit")),
    "a match that pauses": (leaving, change("paused")),
}


@pytest.mark.parametrize("way", WAYS)
def test_undone_from_the_bar_every_row_is_what_it_was(
    sign_in: SignIn, way: str
) -> None:
    assert_undone_from_the_bar(sign_in, WAYS[way])
    assert summaries_are_right()
