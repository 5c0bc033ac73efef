"""People, volunteers and a coordinator, and what they do at random."""

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, inspect, select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db, write_transaction
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Refused
from thuis_app.directory.offerings.models import Offering
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, Stage
from thuis_app.people.notes import actions as notes
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import FollowUp, NoteSubject, Said
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.wishes import actions as wishes
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Subject, WishState
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.reaching.signals import actions as signals
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import Declined, SignalState
from thuis_app.support.referrals import actions as referrals
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import OPEN as OPEN_REFERRALS
from thuis_app.support.referrals.rules import ReferralState, ReferralStepDetails
from thuis_app.support.respite import actions as respite
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import OPEN as OPEN_REQUESTS
from thuis_app.support.respite.rules import UnmetReason
from thuis_app.visiting.concerns import actions as concerns
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN as OPEN_MATCHES
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState, Rhythm
from thuis_app.visiting.rhythm import actions as rhythm
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports.rules import Findings, How
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

SECRET = "bruises on her arm"


def _place(row: Any) -> Any:
    """Where a row stands among those of its table; the id of a task is random."""
    if isinstance(row, Task):
        return row.kind, row.source, row.opened_at
    return row if isinstance(row, int) else inspect(row).identity


class Year:
    """People, volunteers and a coordinator, and what they do at random.

    Each method that `actions` names does one action on something that exists, or
    nothing where there is none; what the rules refuse changes nothing.
    """

    @property
    def actions(self) -> list[str]:
        """The names of what is done, each as likely as the next."""
        return ACTIONS

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.moment = make.at(date(2026, 10, 20))
        clock.set_source(lambda: self.moment)
        self.area = make.area("Bedum")
        self.coordinator = make.actor(make.coordinator())
        self.visitor = make.actor(make.coordinator())
        self.volunteers = [make.volunteer(self.area).id for _each in range(3)]
        self.offering_id = make.offering("Soup").id
        self.area_id = self.area.id
        self.count, self.last = 0, ""
        make.contact("Vries", area=self.area, stage=Stage.KNOWN)

    def act(self) -> None:
        """One action, on another moment of the day, or some days later."""
        self.moment += timedelta(hours=self.random.choice((0, 1, 7, 26, 100)))
        name = self.last = self.random.choice(self.actions)
        try:
            with write_transaction():
                getattr(self, name)()
            self.count += 1
        except Refused:
            db.session.expunge_all()

    def one(self, query: Select[Any]) -> Any:
        """A random row of these, the same on both databases; ends the action when
        there is none."""
        rows = db.session.scalars(query).unique().all()
        if not rows:
            raise Refused
        return self.random.choice(sorted(rows, key=_place))

    def person(self) -> Contact:
        return self.one(select(Contact))  # type: ignore[no-any-return]

    def day(self) -> date:
        return clock.today() + timedelta(days=self.random.randint(1, 40))

    def signal(self) -> None:
        signals.hand_in(
            self.coordinator,
            area_id=self.area_id,
            who="A lady",
            noticed="Dark.",
            may_hear_back=self.random.random() < 0.5,
        )

    def accept(self) -> None:
        signal = self.one(select(Signal).where(Signal.state == SignalState.NEW))
        name = f"Bos{signal.id}"
        signals.accept_new(
            self.coordinator, signal, area_id=self.area_id, last_name=name
        )

    def accept_for_known_person(self) -> None:
        signal = self.one(select(Signal).where(Signal.state == SignalState.NEW))
        signals.accept(self.coordinator, signal, self.person())

    def decline(self) -> None:
        signal = self.one(select(Signal).where(Signal.state == SignalState.NEW))
        signals.decline(self.coordinator, signal, because=Declined.OTHER_HELP)

    def begin(self) -> None:
        outreach.begin(self.coordinator, self.person())

    def attempt(self) -> None:
        outreach.record_attempt(
            self.coordinator,
            self.plan(),
            made_on=clock.today(),
            day_part=self.random.choice(list(DayPart)),
            channel=self.random.choice(list(Channel)),
            outcome=self.random.choice(list(AttemptOutcome)),
            again_on=self.day() if self.random.random() < 0.3 else None,
            takes_part=self.random.random() < 0.4,
        )

    def plan(self) -> OutreachPlan:
        plan = self.one(select(OutreachPlan).where(OutreachPlan.is_open))
        plan.contact = db.session.get_one(Contact, plan.contact_id)
        return plan  # type: ignore[no-any-return]

    def rest(self) -> None:
        outreach.rest(self.coordinator, self.plan(), until=self.day(), because="Ill.")

    def stop_trying(self) -> None:
        outreach.stop(self.coordinator, self.person(), because="No use.")

    def match(self) -> None:
        contact = self.person()
        user = db.session.get_one(User, self.random.choice(self.volunteers))
        assents.give(
            self.coordinator,
            contact,
            participation=Participation.VISIT,
            given_how=GivenHow.SPOKEN,
            given_on=clock.today(),
        )
        matches.introduce(
            self.coordinator,
            contact,
            user,
            kind=MatchKind.HOME_VISIT,
            started_on=clock.today(),
            rhythm=self.random.choice(list(Rhythm)),
        )

    def a_match(self) -> Match:
        match = self.one(select(Match).where(Match.state.in_(OPEN_MATCHES)))
        match.contact = db.session.get_one(Contact, match.contact_id)
        match.volunteer = db.session.get_one(User, match.volunteer_id)
        return match  # type: ignore[no-any-return]

    def change_match(self) -> None:
        match, state = self.a_match(), self.random.choice(list(MatchState))
        because = EndReason.VOLUNTEER_STOPS if state is MatchState.ENDED else None
        matches.change(
            self.coordinator,
            match,
            state=state,
            rhythm=match.rhythm,
            note="",
            ended_because=because,
            override="Known for years.",
        )

    def plan_visit(self) -> None:
        at = make.at(self.day(), self.random.randint(8, 20))
        visits.plan(self.coordinator, self.a_match(), starts_at=at)

    def a_visit(self, *conditions: Any) -> Visit:
        planned = select(Visit).where(Visit.state == VisitState.PLANNED, *conditions)
        visit = self.one(planned)
        visit.contact = db.session.get_one(Contact, visit.contact_id)
        return visit  # type: ignore[no-any-return]

    def move_visit(self) -> None:
        at = make.at(self.day(), self.random.randint(8, 20))
        visit = self.a_visit()
        visits.move(self.coordinator, visit, starts_at=at, minutes=60, purpose="")

    def cancel_visit(self) -> None:
        by, because = VisitCancelledBy.PERSON, "Has a visitor."
        visit = self.a_visit()
        visits.cancel(self.coordinator, visit, cancelled_by=by, because=because)

    def report(self) -> None:
        visit = self.a_visit(Visit.starts_at <= clock.now())
        findings = Findings(
            self.random.choice(list(How)),
            wishes=self.random.choice(([], [Subject.EATING])),
            note=self.random.choice(("", "She was glad.")),
        )
        actor = make.actor(db.session.get_one(User, visit.volunteer_id))
        next_at = make.at(self.day(), 10) if self.random.random() < 0.3 else None
        visit_reports.report(actor, visit, findings=findings, next_at=next_at)

    def plan_by_rhythm(self) -> None:
        rhythm.plan_by_rhythm(SYSTEM)

    def wish(self) -> None:
        subject = self.random.choice(list(Subject))
        wishes.record_wish(self.coordinator, self.person(), subject=subject)

    def settle_wish(self) -> None:
        wish = self.one(select(Wish))
        wish.contact = db.session.get_one(Contact, wish.contact_id)
        wishes.move(self.coordinator, wish, to=self.random.choice(list(WishState)))

    def propose(self) -> None:
        contact = self.person()
        offering = db.session.get_one(Offering, self.offering_id)
        referrals.propose(
            self.coordinator, contact, offering=offering, wish=None, why="Company."
        )

    def advance(self) -> None:
        referral = self.one(select(Referral).where(Referral.state.in_(OPEN_REFERRALS)))
        referral.contact = db.session.get_one(Contact, referral.contact_id)
        referral.offering = db.session.get_one(Offering, self.offering_id)
        referral.wish = None
        step = ReferralStepDetails(
            to=self.random.choice(list(ReferralState)), on=clock.today(), note="So."
        )
        referrals.advance(self.coordinator, referral, step)

    def want_respite(self) -> None:
        carer, cared_for = self.person(), self.person()
        respite.request_respite(self.coordinator, carer, cared_for=cared_for)

    def a_request(self) -> RespiteRequest:
        request = self.one(
            select(RespiteRequest).where(RespiteRequest.state.in_(OPEN_REQUESTS))
        )
        request.carer = db.session.get_one(Contact, request.carer_id)
        request.cared_for = db.session.get_one(Contact, request.cared_for_id)
        return request  # type: ignore[no-any-return]

    def clarify(self) -> None:
        respite.clarify(self.coordinator, self.a_request(), call_by=self.day())

    def cannot_give(self) -> None:
        because = UnmetReason.NO_PLACE
        respite.unmet(self.coordinator, self.a_request(), because=because, note="")

    def stop(self) -> None:
        stage = self.random.choice(sorted(STOPPED))
        stopping.stop(
            self.coordinator,
            self.person(),
            stage=stage,
            on=clock.today(),
            because="Said so.",
        )

    def reopen(self) -> None:
        stopping.reopen(self.coordinator, self.person(), because="Called us.")

    def put_off(self) -> None:
        task = self.one(select(Task).where(Task.closed_at.is_(None)))
        tasks.put_off(self.coordinator, task, until=self.day(), because="Ill.")

    def finish(self) -> None:
        task = self.one(select(Task).where(Task.closed_at.is_(None)))
        tasks.finish(self.coordinator, task, note="Called.")

    def note(self) -> None:
        """A call about a person, after which something is still to be done or not."""
        contact = self.person()
        subject = NoteSubject(contact.area_id, contact_id=contact.id)
        follow_up = FollowUp("Call back.", self.day())
        notes.write(
            self.coordinator,
            subject,
            Said("She called.", clock.today()),
            follow_up=follow_up if self.random.random() < 0.7 else None,
            settles=list(open_ids()) if self.random.random() < 0.3 else (),
        )

    def take_back_note(self) -> None:
        notes.take_back(self.coordinator, self.one(select(Note)), because="A mistake.")

    def worry(self) -> None:
        before = rows_of_tasks()
        concerns.raise_concern(self.visitor, self.person(), words=SECRET, urgent=True)
        assert rows_of_tasks() == before


NO_ACTIONS = {"actions", "act", "one", "person", "day", "plan"}
ACTIONS = [
    name
    for name in vars(Year)
    if not name.startswith(("_", "a_")) and name not in NO_ACTIONS
]


def rows_of_tasks() -> list[tuple[Any, ...]]:
    columns = Task.__table__.columns
    return [
        tuple(row) for row in db.session.execute(select(*columns).order_by(Task.id))
    ]


def open_ids() -> set[str]:
    return set(db.session.scalars(select(Task.id).where(Task.closed_at.is_(None))))
