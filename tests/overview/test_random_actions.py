"""After any actions, in any order, who may not know a person reads no number or street,
and nothing that is planned stands under something that ended."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, and_, or_, select

from tests import make
from tests.activities.bookings import places
from tests.organisation.changes.test_undo import Rows, rows
from tests.overview.random_year import ACTIONS, Year
from tests.pages import Browser, Page
from thuis_app.activities.bookings import actions as bookings
from thuis_app.activities.bookings import queries as booking_queries
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingCancelledBy, BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Refused
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes import queries as changes_kept
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.overview.handover import actions as handover
from thuis_app.overview.merging import actions as merging
from thuis_app.overview.merging.models import PersonMerge
from thuis_app.overview.stopping import actions as stopping
from thuis_app.overview.stopping.rules import FinishReason
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import STOPPED, Stage
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import GivenHow, Purpose, RelationKind
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import KEPT_AT_STOP, TaskKind
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import OPEN as OPEN_REFERRALS
from thuis_app.support.respite import queries as respite_queries
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import OPEN as OPEN_REQUESTS
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers.models import VolunteerBlock
from thuis_app.visiting.matches import queries as match_queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN as OPEN_MATCHES
from thuis_app.visiting.matches.rules import MatchKind, Rhythm
from thuis_app.visiting.matching import actions as matching
from thuis_app.visiting.matching import queries as matching_queries
from thuis_app.visiting.matching.models import MatchRequest
from thuis_app.visiting.matching.rules import MatchRequestState, RefusalReason
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

STEPS, LOOKS, PEOPLE = 300, 4, 8


class FullYear(Year):
    """The same, and whatever ends, comes back, is handed on or taken over."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.admin = make.actor(make.user(Role.ADMINISTRATOR))
        self.room_id = places.room(self.area, places=5).id
        elsewhere = make.coordinator(make.area("Winsum"))
        strangers = (make.user(Role.BOARD), elsewhere)
        self.read: set[int] = set()
        self.others = [self.admin.id, *(one.id for one in strangers)]
        for number in range(PEOPLE):
            self.known(number)

    @property
    def actions(self) -> list[str]:
        """Those, but for a match that nobody asked about, and twice as often these."""
        own = [name for name in vars(FullYear) if name.startswith("do_")]
        return [*(one for one in ACTIONS if one != "match"), *own, *own]

    def known(self, number: int) -> None:
        """Somebody whose street and number are nobody else's."""
        someone = make.contact(
            f"Persoon{number}",
            area=self.area,
            stage=Stage.PARTICIPANT,
            street=f"Straat{number:02}weg",
            house_number="1",
        )
        digits = f"+315955500{number:02}"
        make.saved(ContactPhone(contact_id=someone.id, number=digits))
        make.assent(someone)

    def a_volunteer(self) -> User:
        return db.session.get_one(User, self.random.choice(self.volunteers))

    def an_id(self, *conditions: ColumnElement[bool], of: Any) -> int:
        return int(self.one(select(of.id).where(*conditions)))

    def a_planned_visit(self, *conditions: ColumnElement[bool]) -> Visit:
        visit_id = self.an_id(Visit.state == VisitState.PLANNED, *conditions, of=Visit)
        return visit_queries.get(self.coordinator, visit_id)

    def do_begin_match(self) -> None:
        matching.bring_together(
            self.coordinator,
            self.person(),
            volunteer=self.random.choice(self.volunteers),
            kind=MatchKind.HOME_VISIT,
            started_on=clock.today(),
            rhythm=self.random.choice(list(Rhythm)),
        )

    def do_plan(self) -> None:
        match = match_queries.get(self.coordinator, self.an_id(of=Match))
        at = make.at(self.day(), self.random.randint(8, 20))
        visits.plan(self.coordinator, match, starts_at=at)

    def do_request(self) -> None:
        matching.ask(
            self.coordinator,
            self.person(),
            volunteer=self.random.choice(self.volunteers),
        )

    def a_request_to_match(self) -> MatchRequest:
        waits = MatchRequest.state == MatchRequestState.ASKED
        request_id = self.an_id(waits, of=MatchRequest)
        return matching_queries.request(self.coordinator, request_id)

    def do_accept(self) -> None:
        matching.accept(self.coordinator, self.a_request_to_match())

    def do_decline(self) -> None:
        because = RefusalReason.TIMES
        request = self.a_request_to_match()
        matching.decline(self.coordinator, request, because=because)

    def do_withdraw_question(self) -> None:
        matching.withdraw(self.coordinator, self.a_request_to_match())

    def do_hand_over(self) -> None:
        match = match_queries.get(self.coordinator, self.an_id(of=Match))
        handover.hand_over(
            self.coordinator,
            match,
            to=self.random.choice(self.volunteers),
            started_on=clock.today(),
        )

    def do_substitute(self) -> None:
        visit = self.a_planned_visit(Visit.starts_at > clock.now())
        chosen = self.random.choice(self.volunteers)
        visits.substitute(self.coordinator, visit, volunteer_id=chosen)

    def do_move_to_today(self) -> None:
        visit = self.a_planned_visit()
        at = make.at(clock.today(), 23)
        visits.move(self.coordinator, visit, starts_at=at, minutes=30, purpose="")

    def do_cancel(self) -> None:
        visit = self.a_planned_visit()
        by = VisitCancelledBy.VOLUNTEER
        visits.cancel(self.coordinator, visit, cancelled_by=by, because="Ill.")

    def do_go_on(self) -> None:
        cancelled = Visit.state == VisitState.CANCELLED
        visit_id = self.an_id(cancelled, of=Visit)
        visits.go_on(self.coordinator, visit_queries.get(self.coordinator, visit_id))

    def do_days_off(self) -> None:
        first = self.day()
        user = self.a_volunteer()
        volunteers.block(self.coordinator, user, from_on=first, until_on=first, note="")

    def do_no_days_off(self) -> None:
        block = self.one(select(VolunteerBlock))
        user = db.session.get_one(User, block.user_id)
        volunteers.unblock(self.coordinator, user, block)

    def do_consent(self) -> None:
        relations.consent(
            self.coordinator,
            self.person(),
            purpose=self.random.choice(list(Purpose)),
            given_how=GivenHow.SPOKEN,
            given_on=clock.today(),
        )

    def do_withdraw_consent(self) -> None:
        given = self.one(select(Consent).where(Consent.withdrawn_on.is_(None)))
        contact = db.session.get_one(Contact, given.contact_id)
        how = GivenHow.SPOKEN
        relations.withdraw(self.coordinator, contact, given, on=clock.today(), how=how)

    def do_say_yes(self) -> None:
        assents.give(
            self.coordinator,
            self.person(),
            participation=Participation.VISIT,
            given_how=GivenHow.SPOKEN,
            given_on=clock.today(),
        )

    def do_take_back_yes(self) -> None:
        given = self.one(select(Assent).where(Assent.withdrawn_on.is_(None)))
        contact = db.session.get_one(Contact, given.contact_id)
        assents.withdraw(
            self.coordinator,
            contact,
            given,
            on=clock.today(),
            how=GivenHow.SPOKEN,
            ends_matches=self.random.random() < 0.5,
        )

    def do_finish(self) -> None:
        stopping.finish(
            self.coordinator,
            self.person(),
            on=clock.today(),
            reason=self.random.choice(list(FinishReason)),
            because="It was good.",
            call_again_on=None,
        )

    def a_change(self) -> ChangeSet:
        found = select(ChangeSet).where(ChangeSet.undone_at.is_(None))
        return self.one(found)  # type: ignore[no-any-return]

    def do_undo(self) -> None:
        changes.undo(self.coordinator, self.a_change())

    def do_put_right(self) -> None:
        changes.put_right(self.coordinator, self.a_change(), because="A mistake.")

    def do_undo_at_once(self) -> None:
        """What is done, and undone on the bar, leaves every row as it was."""
        name, before = self.random.choice(sorted(UNDONE_AT_ONCE)), stored()
        kind, about = UNDONE_AT_ONCE[name], About(area_id=self.area_id)
        with changes.undoable(self.coordinator, kind, about) as doing:
            getattr(self, name)()
        if doing.change_id is not None:
            change = changes_kept.get(self.coordinator, doing.change_id)
            changes.undo(self.coordinator, change)
        assert stored() == before, name

    def do_reopen(self) -> None:
        stopping.reopen(self.coordinator, self.person(), because="Called us.")

    def do_end_account(self) -> None:
        if self.random.random() < 0.5:
            raise Refused
        accounts.deactivate(self.admin, self.a_volunteer())

    def do_let_in(self) -> None:
        accounts.reactivate(self.admin, self.a_volunteer())

    def do_assign(self) -> None:
        outreach.assign(
            self.coordinator,
            self.plan(),
            assigned_to=self.random.choice(self.volunteers),
        )

    def do_relate(self) -> None:
        first, other = self.person(), self.person()
        kind = self.random.choice((RelationKind.NEIGHBOUR, RelationKind.PARTNER))
        relations.add_relation(self.coordinator, first, other, kind=kind)

    def do_book(self) -> None:
        request_id = self.an_id(
            RespiteRequest.state.in_(OPEN_REQUESTS), of=RespiteRequest
        )
        request = respite_queries.get(self.coordinator, request_id)
        ahead = (2 - clock.today().weekday()) % 7 or 7
        bookings.book(
            self.coordinator,
            request,
            db.session.get_one(Room, self.room_id),
            on=clock.today() + timedelta(days=ahead),
            day_part=DayPart.AFTERNOON,
            held_until=None,
        )

    def do_merge(self) -> None:
        one, other = self.person(), self.person()
        if one is other or self.random.random() < 0.5:
            raise Refused
        merging.merge(self.coordinator, one, other, known={})

    def do_undo_merge(self) -> None:
        made = self.one(select(PersonMerge).where(PersonMerge.undone_at.is_(None)))
        merging.undo(self.coordinator, made)

    def do_cancel_place(self) -> None:
        place = booking_queries.booking(self.coordinator, self.an_id(of=Booking))
        by = BookingCancelledBy.CARER
        bookings.cancel(self.coordinator, place, by=by, because="Ill.")


K = ChangeKind
UNDONE_AT_ONCE = {
    "attempt": K.ATTEMPT,
    "cancel_visit": K.VISIT,
    "cannot_give": K.RESPITE,
    "change_match": K.MATCH,
    "decline": K.DECLINED,
    "do_assign": K.OUTREACH,
    "do_hand_over": K.MATCH,
    "do_reopen": K.REOPENED,
    "finish": K.TASK,
    "put_off": K.TASK,
    "rest": K.OUTREACH,
    "settle_wish": K.WISH,
    "stop_trying": K.OUTREACH,
    "wish": K.WISH,
}
WAITS = (BookingState.HELD, BookingState.CONFIRMED)
SENT_LATER = frozenset({TaskKind.REPORT})
"""A report of a visit of before is read, also when contact stopped meanwhile."""


def stored() -> Rows:
    """Every row, but for the summaries: those are counted for the person alone."""
    return {name: of for name, of in rows().items() if not name.startswith("report_")}


def stopped(column: Any) -> ColumnElement[bool]:
    return column.in_(select(Contact.id).where(Contact.stage.in_(STOPPED)))  # type: ignore[no-any-return]


def gone(column: Any) -> ColumnElement[bool]:
    """Of a volunteer whose account ended."""
    return column.in_(select(User.id).where(User.is_active.is_(False)))  # type: ignore[no-any-return]


def hanging() -> dict[str, list[Any]]:
    """What is planned or waits, though what it hangs under has ended; by its kind."""
    ended = select(Match.id).where(Match.state.not_in(OPEN_MATCHES))
    off = select(RespiteRequest.id).where(
        or_(stopped(RespiteRequest.carer_id), stopped(RespiteRequest.cared_for_id))
    )
    ahead = and_(Visit.state == VisitState.PLANNED, Visit.starts_at > clock.now())
    asked = MatchRequest.state == MatchRequestState.ASKED
    visits_only = Assent.participation == Participation.VISIT
    yes = select(Assent.contact_id).where(visits_only)
    no_more = and_(
        Visit.contact_id.in_(yes),
        Visit.contact_id.not_in(yes.where(Assent.withdrawn_on.is_(None))),
    )
    wrong = {
        "visit in an ended match": select(Visit.id).where(
            ahead, Visit.match_id.in_(ended)
        ),
        "visit to who is left in peace": select(Visit.id).where(
            ahead, stopped(Visit.contact_id)
        ),
        "visit to who took back a yes": select(Visit.id).where(ahead, no_more),
        "visit of who left": select(Visit.id).where(ahead, gone(Visit.volunteer_id)),
        "match": select(Match.id).where(
            Match.state.in_(OPEN_MATCHES),
            or_(stopped(Match.contact_id), gone(Match.volunteer_id)),
        ),
        "question": select(MatchRequest.id).where(
            asked,
            or_(stopped(MatchRequest.contact_id), gone(MatchRequest.volunteer_id)),
        ),
        "outreach": select(OutreachPlan.contact_id).where(
            OutreachPlan.is_open, stopped(OutreachPlan.contact_id)
        ),
        "referral": select(Referral.id).where(
            Referral.state.in_(OPEN_REFERRALS), stopped(Referral.contact_id)
        ),
        "respite": select(RespiteRequest.id).where(
            RespiteRequest.state.in_(OPEN_REQUESTS), RespiteRequest.id.in_(off)
        ),
        "place": select(Booking.id).where(
            Booking.state.in_(WAITS),
            Booking.on > clock.today(),
            Booking.request_id.in_(off),
        ),
        "task": select(Task.kind).where(
            Task.closed_at.is_(None),
            stopped(Task.contact_id),
            Task.kind.not_in(KEPT_AT_STOP | SENT_LATER),
        ),
    }
    found = {kind: list(db.session.scalars(query)) for kind, query in wrong.items()}
    return {kind: rows for kind, rows in found.items() if rows}


def known_to(user: User) -> set[int]:
    """Whom a volunteer may call today: by a match, by going once instead of another,
    or as the one who tries to reach them."""
    today = clock.today()
    day = clock.at(today, time()), clock.at(today + timedelta(days=1), time())
    matched = select(Match.contact_id).where(
        Match.volunteer_id == user.id, Match.state.in_(OPEN_MATCHES)
    )
    instead = select(Visit.contact_id).where(
        Visit.volunteer_id == user.id,
        Visit.instead_of.is_not(None),
        Visit.state == VisitState.PLANNED,
        Visit.starts_at.between(*day),
    )
    tried = select(OutreachPlan.contact_id).where(
        OutreachPlan.assigned_to == user.id, OutreachPlan.is_open
    )
    one_of = or_(
        Contact.id.in_(matched), Contact.id.in_(instead), Contact.id.in_(tried)
    )
    alive = Contact.stage.not_in(STOPPED)
    return set(db.session.scalars(select(Contact.id).where(one_of, alive)))


def around(people: set[int]) -> set[int]:
    """They, and who stands around them, whose numbers are on their page."""
    standing = select(Relation).where(Relation.until.is_(None))
    found = set(people)
    for relation in db.session.scalars(standing):
        if {relation.contact_id, relation.other_id} & people:
            found |= {relation.contact_id, relation.other_id}
    return found


@dataclass(frozen=True)
class Secrets:
    """Of each number of a person the digits, the id of the person, and the street."""

    of: dict[str, tuple[int, str]]

    def on(self, page: Page) -> tuple[set[int], set[int]]:
        """Whose number and whose street stand on a page."""
        digits = re.sub(r"\D", "", page.html)
        numbers = {one for number, (one, _) in self.of.items() if number in digits}
        streets = {
            one for one, street in self.of.values() if street and street in page.html
        }
        return numbers, streets

    @property
    def people(self) -> set[int]:
        return {one for one, _street in self.of.values()}


def secrets() -> Secrets:
    rows = db.session.execute(
        select(Contact.id, ContactPhone.number, Contact.street).join(
            ContactPhone, ContactPhone.contact_id == Contact.id
        )
    )
    return Secrets({number[3:]: (one, street) for one, number, street in rows})


def addresses(kept: Secrets) -> list[str]:
    """The pages on which people stand: lists, and every person, visit and referral."""
    visit_ids = db.session.scalars(select(Visit.id).order_by(Visit.id.desc()).limit(8))
    found = [f"/visits/{one}" for one in visit_ids]
    found += [f"{one}/{page}" for one in found[:2] for page in ("report", "move")]
    found += [f"/people/{one}" for one in kept.people]
    found += [f"/outreach/{one}/attempt" for one in sorted(kept.people)[:3]]
    return [*found, "/", "/my-people", "/visits/paper", "/outreach/", "/referrals/"]


def check_pages(app: Flask, year: FullYear) -> None:
    """Nobody reads what is not theirs, on any page that opens for them."""
    kept = secrets()
    for user_id in [*year.volunteers, *year.others]:
        user = db.session.get_one(User, user_id)
        if not user.is_active:
            continue
        people = known_to(user) if user_id in year.volunteers else set()
        may_call = around(people)
        browser = Browser(app, user)
        for address in addresses(kept):
            numbers, streets = kept.on(browser.get(address))
            assert numbers <= may_call, (address, user.name, numbers - may_call)
            assert streets <= people, (address, user.name, streets - people)
            year.read |= numbers & streets
    check_lists(app, year, kept)


def check_lists(app: Flask, year: FullYear, kept: Secrets) -> None:
    """On no list of a coordinator stands the number of who is left in peace."""
    left = set(db.session.scalars(select(Contact.id).where(Contact.stage.in_(STOPPED))))
    browser = Browser(app, db.session.get_one(User, year.coordinator.id))
    for address in ("/?of=all", "/week", "/outreach/", "/referrals/", "/respite/"):
        numbers, _streets = kept.on(browser.get(address))
        assert not numbers & left, (address, numbers & left)


def walk(app: Flask, seed: int, actions: int) -> FullYear:
    """So many random actions, of which what they leave is looked at on the way."""
    year = FullYear(seed)
    for number in range(1, actions + 1):
        year.act()
        assert hanging() == {}, (year.last, hanging())
        if number % (actions // LOOKS) == 0:
            check_pages(app, year)
    return year


def test_three_hundred_actions_show_nobody_what_is_not_theirs(
    app: Flask, database: None
) -> None:
    year = walk(app, 1, STEPS)

    assert year.count > STEPS // 4
    assert year.read, "no volunteer ever read a number that was theirs to read"


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2, 12))
def test_any_three_hundred_actions_show_nobody_what_is_not_theirs(
    app: Flask, database: None, seed: int
) -> None:
    walk(app, seed, STEPS)
