"""What is shown before something ends is what ends; and undone, all is as it was."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock, write_journal
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import Base, db, write_transaction
from thuis_app.core.errors import Refused, RuleBroken
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.endings import queries as open_lines
from thuis_app.organisation.endings.forms import STAYING
from thuis_app.organisation.endings.rules import EndingKind, EndingLine
from thuis_app.overview.stopping import actions
from thuis_app.overview.stopping.rules import FinishReason
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents import queries as yeses
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    STOPPED,
    PersonFinished,
    PersonStopped,
    Stage,
)
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations import queries as consents
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import GivenHow, Purpose, RelationKind
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.team.trainings.rules import Attends
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    OPEN,
    EndReason,
    MatchEnded,
    MatchKind,
    MatchState,
)
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

PLANNED = {kind.value for kind in EndingKind} - {EndingKind.TASK, EndingKind.CLAIM}
BACK: dict[str, Any] = {"how": GivenHow.TELEPHONE}
STREET = "Zilverschoonlaan"


class Person:
    """A participant with all that can be open, and what may end around her."""

    def __init__(self) -> None:
        self.coordinator = make.actor(make.coordinator())
        self.keeper = make.actor(make.user(Role.ADMINISTRATOR))
        self.contact = make.contact()
        self.assent = make.assent(self.contact)
        self.respite = make.assent(self.contact, Participation.RESPITE)
        self.match = make.match(contact=self.contact)
        self.visit = make.visit(self.match, starts_at=clock.now() + timedelta(days=2))
        make.visit(self.match, starts_at=clock.now() + timedelta(days=9))
        self.general = make.consent(self.contact, purpose=Purpose.REFERRAL)
        for state in (ReferralState.PROPOSED, ReferralState.SENT):
            make.referral(self.contact, state, offering_id=make.offering().id)
        make.respite_request(self.contact)
        contacts.name_volunteer(self.contact, self.user.name)
        volunteers.count_people(self.user, 1)
        db.session.commit()

    @property
    def user(self) -> User:
        return db.session.get_one(User, self.match.volunteer_id)

    def withdraw(self, consent: Consent) -> ChangeSet:
        return relations.withdraw(
            self.coordinator, self.contact, consent, on=clock.today(), **BACK
        )

    def take_back(self, assent: Assent, *, ends: bool = False) -> ChangeSet:
        return assents.withdraw(
            self.coordinator,
            self.contact,
            assent,
            on=clock.today(),
            ends_matches=ends,
            **BACK,
        )

    def stop(self, stage: Stage) -> ChangeSet:
        on = clock.today()
        return actions.stop(
            self.coordinator, self.contact, stage=stage, on=on, because="So I heard."
        )

    def finish(self) -> ChangeSet:
        return actions.finish(
            self.coordinator,
            self.contact,
            on=clock.today(),
            reason=FinishReason.MANAGES,
            because="",
            call_again_on=None,
        )

    def change(self, state: MatchState) -> None:
        because = EndReason.NO_FIT if state is MatchState.ENDED else None
        self.match.contact, self.match.volunteer = self.contact, self.user
        matches.change(
            self.coordinator,
            self.match,
            state=state,
            rhythm=self.match.rhythm,
            note="",
            ended_because=because,
        )

    def end_account(self) -> None:
        accounts.deactivate(self.keeper, self.user)


End = Callable[[Person], object]
Cause = Callable[[Person], object]


def stopped(stage: Stage) -> tuple[Cause, End]:
    return (
        lambda one: PersonStopped(one.contact.id, stage, clock.today()),
        lambda one: one.stop(stage),
    )


def changed(state: MatchState) -> tuple[Cause, End]:
    return (
        lambda one: MatchEnded(
            one.match.id, one.contact.id, one.match.volunteer_id, clock.today()
        ),
        lambda one: one.change(state),
    )


WAYS: dict[str, tuple[Cause, End]] = {
    "visits withdrawn, matches wait": (
        lambda one: yeses.withdrawal(one.assent),
        lambda one: one.take_back(one.assent),
    ),
    "visits withdrawn, matches end": (
        lambda one: yeses.withdrawal(one.assent, ends_matches=True),
        lambda one: one.take_back(one.assent, ends=True),
    ),
    "respite taken back": (
        lambda one: yeses.withdrawal(one.respite),
        lambda one: one.take_back(one.respite),
    ),
    "referrals withdrawn": (
        lambda one: consents.withdrawal(one.general),
        lambda one: one.withdraw(one.general),
    ),
    "no contact": stopped(Stage.NO_CONTACT),
    "moved": stopped(Stage.MOVED),
    "died": stopped(Stage.DECEASED),
    "finished": (lambda one: PersonFinished(one.contact.id), Person.finish),
    "match ended": changed(MatchState.ENDED),
    "match paused": changed(MatchState.PAUSED),
    "account ended": (
        lambda one: RoleEnded(one.match.volunteer_id, Role.VOLUNTEER),
        Person.end_account,
    ),
}
each_way = pytest.mark.parametrize("way", WAYS)
UNDOABLE = [way for way in WAYS if not way.startswith(("match", "account"))]


def hit(lines: list[EndingLine]) -> set[tuple[str, int | str]]:
    return {
        (line.kind.value, line.row_id) for line in lines if line.fate not in STAYING
    }


def written(changes: list[RowChange]) -> set[tuple[str, int]]:
    """The rows that something is planned by, of which the state changed."""
    return {
        (one.table, one.key[0])
        for one in changes
        if one.table in PLANNED
        and one.before
        and one.before.keys() & {"state", "is_open", "withdrawn_on"}
    }


@each_way
def test_what_is_shown_before_is_what_ends(way: str) -> None:
    person, (cause, end) = Person(), WAYS[way]
    lines = open_lines.open_under(person.coordinator, cause(person))

    with write_journal.kept() as journal:
        end(person)

    assert hit(lines) == written(journal.changes())
    assert hit(lines)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for the audit log and the counters."""
    never = {"trail_entry", "change_set", "form_key"}
    db.session.flush()
    return {
        name: [
            {key: value for key, value in row.items() if key != "version"}
            for row in db.session.connection()
            .execute(select(table).order_by(*table.primary_key.columns))
            .mappings()
        ]
        for name, table in Base.metadata.tables.items()
        if name not in never
    }


@pytest.mark.parametrize("way", UNDOABLE)
def test_undone_every_row_is_what_it_was(way: str) -> None:
    person, (_cause, end) = Person(), WAYS[way]
    before = rows()

    ending: Any = end(person)
    assert rows() != before
    changes.undo(person.coordinator, ending)

    assert rows() == before


def test_after_ten_minutes_it_is_put_right_with_a_reason() -> None:
    person, now = Person(), clock.now()
    ending = person.stop(Stage.DECEASED)
    clock.set_source(lambda: now + timedelta(minutes=11))

    with pytest.raises(RuleBroken) as refused:
        changes.undo(person.coordinator, ending)
    actions.put_right(person.coordinator, person.contact, ending, because="Another.")

    assert refused.value.code == "change.undo_too_late"
    assert person.match.state is MatchState.ACTIVE
    with pytest.raises(RuleBroken):
        changes.put_right(person.coordinator, ending, because="Twice.")


def test_a_visit_whose_day_has_passed_does_not_come_back() -> None:
    person, now = Person(), clock.now()
    ending = person.stop(Stage.DECEASED)
    db.session.commit()
    clock.set_source(lambda: now + timedelta(days=3))

    undone = changes.put_right(person.coordinator, ending, because="Another Mrs Bos.")

    states = db.session.scalars(select(Visit.state).order_by(Visit.starts_at)).all()
    assert states == [VisitState.CANCELLED, VisitState.PLANNED]
    left = {(one.table, one.key) for one in undone.left}
    assert ("visit", (person.visit.id,)) in left


def test_a_match_does_not_come_back_to_a_volunteer_who_left_since() -> None:
    person = Person()
    ending = person.take_back(person.assent, ends=True)
    person.end_account()

    changes.put_right(person.coordinator, ending, because="She said no such thing.")

    assert person.match.state is MatchState.ENDED
    assert person.visit.state is VisitState.CANCELLED
    assert tasks.open_task(TaskKind.WAITING, person.contact.id)


def test_a_match_comes_back_paused_where_the_yes_was_taken_back_since() -> None:
    person = Person()
    ending = person.finish()
    person.take_back(person.assent)

    changes.put_right(person.coordinator, ending, because="Another Mrs Bos.")

    assert person.match.state is MatchState.PAUSED
    assert person.visit.state is VisitState.CANCELLED


def test_nothing_planned_comes_back_under_a_stop_that_came_since() -> None:
    person = Person()
    ending = person.take_back(person.assent, ends=True)
    person.stop(Stage.DECEASED)

    changes.put_right(person.coordinator, ending, because="She said no such thing.")

    assert person.match.state is MatchState.ENDED
    assert person.visit.state is VisitState.CANCELLED


def test_the_words_of_a_coordinator_are_in_nothing_that_was_called_off() -> None:
    person = Person()

    person.stop(Stage.DECEASED)

    text = str({name: found for name, found in rows().items() if name != "contact"})
    assert text.count("So I heard.") == 1, "the change of stage alone has them"


def test_each_who_loses_somebody_by_a_death_is_called() -> None:
    person = Person()
    wife, son, neighbour = (make.contact(name) for name in ("Bos", "Bos", "Mulder"))
    for other, kind in ((wife, RelationKind.PARTNER), (son, RelationKind.CHILD)):
        relate(person.contact, other, kind)
    relate(neighbour, person.contact, RelationKind.KEY_HOLDER)

    person.stop(Stage.DECEASED)

    query = select(Task.contact_id).where(Task.kind == TaskKind.LOST_SUPPORT)
    assert set(db.session.scalars(query)) == {wife.id, neighbour.id}


def relate(contact: Contact, other: Contact, kind: RelationKind) -> None:
    make.saved(Relation(contact_id=contact.id, other_id=other.id, kind=kind))


def test_who_was_told_of_a_referral_is_called_when_it_stops() -> None:
    person = Person()

    person.withdraw(person.general)

    query = select(Task.kind).where(Task.kind == TaskKind.TELL_OFFERING)
    assert len(db.session.scalars(query).all()) == 1


def test_after_the_yes_to_visits_none_is_planned_until_a_new_yes() -> None:
    person = Person()
    person.take_back(person.assent)
    match, at = person.match, clock.now() + timedelta(days=3)
    match.contact = person.contact

    with pytest.raises(RuleBroken) as refused:
        visits.plan(person.coordinator, match, starts_at=at)
    with pytest.raises(RuleBroken):
        person.change(MatchState.ACTIVE)

    assert refused.value.code == "visit.withdrawn"
    assert tasks.open_task(TaskKind.CALL_AGAIN, person.contact.id)


def test_each_person_of_a_volunteer_who_ends_becomes_a_task() -> None:
    person = Person()

    person.end_account()

    assert person.match.ended_because is EndReason.VOLUNTEER_STOPS
    assert tasks.open_task(TaskKind.VOLUNTEER_LEFT, person.match.id)
    assert tasks.open_task(TaskKind.WAITING, person.contact.id)


def test_nobody_is_named_to_go_any_more_where_a_volunteer_who_ends_was_to_go() -> None:
    keeper, leaver = make.actor(make.user(Role.ADMINISTRATOR)), make.volunteer()
    contact = make.contact(stage=Stage.OUTREACH)
    plan = make.plan(contact, assigned_to=leaver.id)
    coming = make.attendance(make.training(), leaver, Attends.SIGNED_UP)
    ended = RoleEnded(leaver.id, Role.VOLUNTEER)
    shown = hit(open_lines.open_under(keeper, ended))

    accounts.deactivate(keeper, leaver)

    for row in (plan, coming):
        db.session.refresh(row)
    assert plan.is_open and plan.assigned_to is None
    assert coming.state is Attends.ABSENT
    assert shown == {
        ("outreach_plan", contact.id),
        ("training_attendance", coming.id),
    }


def test_whom_a_coordinator_who_ends_was_to_go_to_goes_to_the_heir() -> None:
    keeper, heir = make.actor(make.user(Role.ADMINISTRATOR)), make.coordinator()
    leaver = make.coordinator()
    plan = make.plan(make.contact(stage=Stage.OUTREACH), assigned_to=leaver.id)

    accounts.deactivate(keeper, leaver, heir_id=heir.id)

    db.session.refresh(plan)
    assert plan.assigned_to == heir.id


def test_who_reads_worries_alone_does_not_end() -> None:
    keeper = make.actor(make.user(Role.ADMINISTRATOR))
    make.coordinator()
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)

    with pytest.raises(RuleBroken) as refused:
        accounts.deactivate(keeper, lead)

    assert refused.value.code == "account.last_lead"


def test_who_coordinates_a_village_alone_does_not_end() -> None:
    keeper, village = make.actor(make.user(Role.ADMINISTRATOR)), make.area("Bedum")
    alone = make.coordinator(village)

    with pytest.raises(RuleBroken) as refused:
        accounts.deactivate(keeper, alone)
    make.coordinator(village)
    accounts.deactivate(keeper, alone)

    assert refused.value.code == "account.last_coordinator"


def test_the_tasks_of_a_coordinator_go_to_the_heir() -> None:
    keeper, heir = make.actor(make.user(Role.ADMINISTRATOR)), make.coordinator()
    leaver, contact = make.coordinator(), make.contact()
    task = make.task(TaskKind.REOPENED, contact, owner_id=leaver.id)

    accounts.deactivate(keeper, leaver, heir_id=heir.id)

    db.session.refresh(task)
    assert task.owner_id == heir.id


@pytest.mark.parametrize("seed", range(3))
def test_nothing_planned_hangs_under_what_ended(sign_in: SignIn, seed: int) -> None:
    """Whatever ends, in any order; and no address is shown that may not be."""
    chance = random.Random(seed)
    area, coordinator = make.area("Bedum"), make.actor(make.coordinator())
    users = [make.volunteer(area).id for _each in range(3)]
    people = [
        make.contact(area=area, street=f"{STREET}{number}x").id for number in range(12)
    ]
    done = 0
    for _each in range(200):
        try:
            with write_transaction():
                _something(chance, coordinator, chance.choice(people), users)
            done += 1
        except Refused:
            db.session.expunge_all()
    assert done > 60
    _check_planned()
    for user_id in users:
        _check_addresses(sign_in, user_id)


def _something(
    chance: random.Random, actor: Actor, contact_id: int, users: list[int]
) -> None:
    contact = db.session.get_one(Contact, contact_id)
    found = db.session.scalars(select(Match).where(Match.contact_id == contact_id))
    is_open = [one for one in found if one.is_open]
    ways: list[Callable[[], object]] = [
        lambda: _begin(chance, actor, contact, users),
        lambda: _begin(chance, actor, contact, users),
        lambda: _plan(chance, actor, contact, is_open),
        lambda: _withdraw(chance, actor, contact),
        lambda: _stop(chance, actor, contact),
        lambda: actions.reopen(actor, contact, because="Called us."),
        lambda: outreach.begin(actor, contact),
    ]
    chance.choice(ways)()


def _begin(
    chance: random.Random, actor: Actor, contact: Contact, users: list[int]
) -> None:
    assents.give(
        actor,
        contact,
        participation=Participation.VISIT,
        given_on=clock.today(),
        given_how=GivenHow.SPOKEN,
    )
    user = db.session.get_one(User, chance.choice(users))
    kind, on = MatchKind.HOME_VISIT, clock.today()
    matches.introduce(actor, contact, user, kind=kind, started_on=on)


def _plan(
    chance: random.Random, actor: Actor, contact: Contact, is_open: list[Match]
) -> None:
    if not is_open:
        raise Refused
    match = chance.choice(is_open)
    match.contact = contact
    at = clock.now() + timedelta(days=chance.randint(1, 30))
    visits.plan(actor, match, starts_at=at)


def _withdraw(chance: random.Random, actor: Actor, contact: Contact) -> None:
    for one in yeses.standing(contact.id):
        assents.withdraw(
            actor,
            contact,
            one,
            on=clock.today(),
            ends_matches=chance.random() < 0.5,
            **BACK,
        )


def _stop(chance: random.Random, actor: Actor, contact: Contact) -> None:
    on = clock.today()
    if chance.random() < 0.3:
        actions.finish(
            actor,
            contact,
            on=on,
            reason=FinishReason.OTHER,
            because="",
            call_again_on=on + timedelta(days=30),
        )
        return
    stage = chance.choice(sorted(STOPPED))
    ending = actions.stop(actor, contact, stage=stage, on=on, because="So I heard.")
    if chance.random() < 0.3:
        changes.undo(actor, ending)


def _check_planned() -> None:
    ahead = Visit.state == VisitState.PLANNED, Visit.starts_at > clock.now()
    over = select(Match.id).where(Match.state.not_in([*OPEN]))
    gone = select(Contact.id).where(Contact.stage.in_(sorted(STOPPED)))
    waits = select(Match.id).where(Match.state == MatchState.PAUSED)
    for hangs in (
        Visit.match_id.in_(over),
        Visit.match_id.in_(waits),
        Visit.contact_id.in_(gone),
    ):
        assert db.session.scalars(select(Visit.id).where(*ahead, hangs)).all() == []
    left = select(Match.id).where(Match.contact_id.in_(gone), Match.state.in_([*OPEN]))
    assert db.session.scalars(left).all() == []


def _check_addresses(sign_in: SignIn, user_id: int) -> None:
    browser = sign_in(db.session.get_one(User, user_id))
    mine = select(Match.contact_id).where(
        Match.volunteer_id == user_id, Match.state.in_([*OPEN])
    )
    allowed = set(
        db.session.scalars(
            select(Contact.street).where(
                Contact.id.in_(mine), Contact.stage.not_in(sorted(STOPPED))
            )
        )
    )
    some = Contact.street.startswith(STREET)
    streets = set(db.session.scalars(select(Contact.street).where(some)))
    visits_of = select(Visit.id).where(Visit.volunteer_id == user_id).limit(20)
    pages = [
        "/",
        "/visits/paper",
        "/tablet/",
        *map(_page, db.session.scalars(visits_of)),
    ]
    for page in pages:
        shown = {street for street in streets if street in browser.get(page).html}
        assert shown <= allowed, page


def _page(visit_id: int) -> str:
    return f"/visits/{visit_id}"
