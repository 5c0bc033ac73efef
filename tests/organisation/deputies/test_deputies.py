"""Somebody does the coordinator's work from a day to a day, and sees no more after."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import Grant
from thuis_app.organisation.agreements import actions as agreement_actions
from thuis_app.organisation.agreements import queries as agreements
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.deputies import actions, rules
from thuis_app.organisation.deputies.models import Deputy
from thuis_app.people.tasks.rules import TaskKind

pytestmark = pytest.mark.usefixtures("database")


class Villages:
    """Marijke coordinates Bedum, Hiske Winsum; Jan is on the board."""

    def __init__(self) -> None:
        self.bedum, self.winsum = make.area("Bedum"), make.area("Winsum")
        self.marijke = make.coordinator(self.bedum, name="Marijke Vos")
        self.hiske = make.coordinator(self.winsum, name="Hiske Bos")
        self.jan = make.user(Role.BOARD, name="Jan Bestuur")
        self.keeper = make.user(Role.ADMINISTRATOR, name="Bea Heer")
        self.other_keeper = make.user(Role.ADMINISTRATOR, name="Otto Heer")
        self.here = make.contact("Ploeg", area=self.bedum)
        self.there = make.contact("Dollard", area=self.winsum)
        db.session.commit()

    def name(self, who: User, *areas: Area, by: User | None = None, **days: int) -> Any:
        """Named by an administrator, and agreed to by another."""
        today = clock.today()
        actions.name(
            make.actor(by or self.keeper),
            who,
            area_ids={one.id for one in areas or (self.bedum,)},
            first_on=today + timedelta(days=days.get("first", 0)),
            last_on=today + timedelta(days=days.get("last", 7)),
        )
        for asked in agreements.open_of(who.id):
            agreement_actions.agree(make.actor(self.other_keeper), asked)
        db.session.commit()
        theirs = select(Deputy).where(Deputy.user_id == who.id).order_by(Deputy.id)
        return db.session.scalars(theirs).all()

    def statuses(self, sign_in: SignIn, who: User) -> tuple[int, int]:
        """What the files of both villages answer to this user."""
        browser = sign_in(who)
        here, there = (f"/people/{one.id}" for one in (self.here, self.there))
        return browser.get(here).status, browser.get(there).status


def move(deputies: list[Deputy], days: int) -> None:
    for one in deputies:
        one.first_on += timedelta(days=days)
        one.last_on += timedelta(days=days)
    db.session.commit()


def test_a_neighbour_sees_the_village_for_as_long_as_it_lasts(sign_in: SignIn) -> None:
    known = Villages()
    assert known.statuses(sign_in, known.hiske) == (404, 200)

    named = known.name(known.hiske)
    assert known.statuses(sign_in, known.hiske) == (200, 200)
    assert known.statuses(sign_in, known.marijke) == (200, 404)

    move(named, -8)
    assert known.statuses(sign_in, known.hiske) == (404, 200)


def test_it_begins_on_its_first_day_and_holds_on_its_last(sign_in: SignIn) -> None:
    known = Villages()
    named = known.name(known.hiske, first=1)
    assert known.statuses(sign_in, known.hiske) == (404, 200)

    move(named, -7)

    assert known.statuses(sign_in, known.hiske) == (200, 200)


def test_somebody_of_the_board_sees_that_village_alone_and_then_no_name(
    sign_in: SignIn,
) -> None:
    known = Villages()
    named = known.name(known.jan)
    assert known.statuses(sign_in, known.jan) == (200, 404)

    actions.end(make.actor(known.marijke), named[0])
    db.session.commit()

    assert known.statuses(sign_in, known.jan) == (404, 404)


def test_a_session_that_was_open_ends_with_it(sign_in: SignIn) -> None:
    known = Villages()
    named = known.name(known.jan)
    browser = sign_in(known.jan)
    address = f"/people/{known.here.id}"
    assert browser.get(address).status == 200

    move(named, -30)

    assert browser.get(address).status == 404
    assert "Ploeg" not in browser.get("/people/").html


def test_the_deputy_writes_what_the_coordinator_would(sign_in: SignIn) -> None:
    known = Villages()
    known.name(known.jan)
    browser = sign_in(known.jan)
    form = browser.get(f"/people/{known.here.id}/assents").one("#assent-form")

    answer = browser.submit(form, participation="visit", given_how="spoken")

    assert answer.address == f"/people/{known.here.id}"
    [line] = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "contact.assent_given")
    )
    assert line.actor_id == known.jan.id


@pytest.mark.parametrize("who", ["volunteer", "board", "elsewhere", "deputy", "lead"])
def test_who_may_not_name_a_deputy_names_none(who: str) -> None:
    known = Villages()
    actors: dict[str, Actor] = {
        "volunteer": make.actor(make.volunteer(known.bedum)),
        "board": make.actor(known.jan),
        "elsewhere": make.actor(known.hiske),
        "deputy": Actor(
            id=known.hiske.id,
            name="Hiske",
            called="Hiske",
            roles=frozenset({Role.COORDINATOR}),
            area_ids=frozenset({known.bedum.id, known.winsum.id}),
            deputy_area_ids=frozenset({known.bedum.id}),
        ),
        "lead": make.actor(make.user(Role.SAFEGUARDING_LEAD)),
    }
    other = make.coordinator(make.area("Loppersum"))

    with pytest.raises(Denied):
        actions.name(
            actors[who],
            other,
            area_ids={known.bedum.id},
            first_on=clock.today(),
            last_on=clock.today(),
        )
    assert db.session.scalars(select(Deputy)).all() == []


def test_nobody_makes_a_deputy_of_oneself() -> None:
    known = Villages()
    both = make.user(Role.ADMINISTRATOR, Role.BOARD)

    with pytest.raises(Denied):
        known.name(both, by=both)


def test_a_volunteer_of_the_board_is_no_deputy() -> None:
    known = Villages()
    both = make.user(Role.BOARD, Role.VOLUNTEER, areas=[known.winsum])

    with pytest.raises(RuleBroken) as refused:
        known.name(both)

    assert refused.value.code == "deputy.role"


@pytest.mark.parametrize(
    "days", [{"first": -1}, {"first": 3, "last": 2}, {"last": 400}], ids=str
)
def test_days_that_are_over_turned_round_or_too_many_are_refused(
    days: dict[str, Any],
) -> None:
    known = Villages()

    with pytest.raises(RuleBroken) as refused:
        known.name(known.hiske, **days)

    assert refused.value.code == "deputy.days"


def test_who_leaves_the_board_or_becomes_a_volunteer_deputises_no_more() -> None:
    known = Villages()
    keeper = make.actor(known.keeper)
    for grant in (
        Grant(frozenset({Role.SAFEGUARDING_LEAD, Role.COORDINATOR})),
        Grant(
            frozenset({Role.BOARD, Role.VOLUNTEER}),
            area_ids=frozenset({known.winsum.id}),
        ),
    ):
        board = make.user(Role.BOARD)
        [named] = known.name(board)

        accounts.edit(
            keeper,
            board,
            name=board.name,
            called=board.called,
            email=board.email,
            telephone="",
            grant=grant,
        )

        assert named.ended_at is not None


def test_an_account_that_ends_is_deputy_of_nothing() -> None:
    known = Villages()
    [named] = known.name(known.jan)

    accounts.deactivate(make.actor(known.keeper), known.jan)

    assert named.ended_at is not None


@pytest.mark.parametrize("by_itself", [True, False])
def test_what_a_deputy_had_taken_on_goes_back_to_the_village(by_itself: bool) -> None:
    known = Villages()
    [named] = known.name(known.jan)
    there = make.task(TaskKind.CALL_AGAIN, known.there, owner_id=known.jan.id)
    here = make.task(TaskKind.CALL_AGAIN, known.here, owner_id=known.jan.id)

    if by_itself:
        move([named], -30)
        assert actions.settle(SYSTEM) == 1
    else:
        actions.end(make.actor(known.marijke), named)
    db.session.commit()

    assert (here.owner_id, there.owner_id) == (None, known.jan.id)
    assert named.ended_at is not None
    assert actions.settle(SYSTEM) == 0


def test_nobody_but_the_job_settles() -> None:
    with pytest.raises(Denied):
        actions.settle(make.actor(Villages().keeper))


def test_naming_and_ending_are_each_one_line_of_the_audit_log() -> None:
    known = Villages()

    [named, _other] = known.name(known.jan, known.bedum, known.winsum)
    actions.end(make.actor(known.keeper), named)
    db.session.commit()

    lines = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.event.startswith("deputy."))
    ).all()
    assert lines == ["deputy.named", "deputy.ended"]


def test_what_a_deputy_is_granted_is_no_more_than_those_villages() -> None:
    board, volunteer = frozenset({Role.BOARD}), frozenset({Role.VOLUNTEER})
    one, two = frozenset({1}), frozenset({2})

    assert rules.granted(board, frozenset(), two) == (
        board | {Role.COORDINATOR},
        two,
        two,
    )
    assert rules.granted(volunteer, one, two) == (volunteer, one, frozenset())
    assert rules.granted(board, frozenset(), frozenset())[0] == board


def test_the_administrator_and_the_coordinator_see_who_deputises(
    sign_in: SignIn,
) -> None:
    known = Villages()
    browser = sign_in(known.marijke)
    page = browser.get("/deputies/")
    assert page.texts("#area_ids label") == ["Bedum"]
    last = clock.today() + timedelta(days=4)

    browser.submit(
        page.one("#deputy-form"),
        user_id=known.jan.id,
        area_ids=[known.bedum.id],
        last_on=last.isoformat(),
    )

    for user in (known.marijke, known.keeper, known.hiske):
        shown = sign_in(user).get("/deputies/").text("#deputies")
        assert "Jan Bestuur , Bedum" in shown
    page = sign_in(known.jan).get("/deputies/")
    assert page.has("#deputies") and not page.has("#area_ids")
    assert not page.has("form[action$='/end']")


def test_half_a_period_is_not_saved(sign_in: SignIn) -> None:
    known = Villages()
    browser = sign_in(known.marijke)

    answer = browser.submit(browser.get("/deputies/").one("#deputy-form"))

    assert answer.status == 422
    assert answer.errors() == [
        "Choose who deputises.",
        "Tick at least one village.",
        "Choose the last day.",
    ]
    assert db.session.scalars(select(Deputy)).all() == []
