import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.queries import open_task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes import actions, policy, queries, rules
from thuis_app.people.wishes.rules import MOVES, Side, Subject, WishDetails, WishState


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def test_a_wish_is_kept_in_the_words_of_the_person(actor: Actor) -> None:
    contact = make.contact()

    wish = actions.record_wish(
        actor, contact, subject=Subject.EATING, words="Not to eat alone."
    )

    assert (wish.side, wish.state) == (Side.WISH, WishState.OPEN)
    assert (wish.heard_by, wish.heard_on) == (actor.id, clock.today())
    assert queries.of_contact(contact) == [wish]


def test_the_same_wish_heard_twice_stays_one(actor: Actor) -> None:
    contact = make.contact()
    first = actions.record_wish(
        actor, contact, subject=Subject.EATING, words="Together."
    )

    assert (
        actions.record_wish(actor, contact, subject=Subject.EATING, words="Together.")
        is first
    )
    actions.record_wish(actor, contact, subject=Subject.TALKING, words="Together.")

    assert len(queries.of_contact(contact)) == 2


def test_a_wish_that_came_true_may_come_again(actor: Actor) -> None:
    contact = make.contact()
    first = actions.record_wish(actor, contact, subject=Subject.EATING)
    first.state = WishState.DONE

    assert actions.record_wish(actor, contact, subject=Subject.EATING) is not first


def test_a_volunteer_records_what_was_heard_on_a_visit(database: None) -> None:
    contact = make.contact()

    wish = actions.record_wish(
        make.actor(make.volunteer()),
        contact,
        side=Side.CONTRIBUTION,
        subject=Subject.FOR_OTHERS,
        words="I sew.",
    )

    assert wish.side is Side.CONTRIBUTION


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_records_anything(database: None, role: Role) -> None:
    with pytest.raises(Denied):
        actions.record_wish(
            make.actor(make.user(role)), make.contact(), subject=Subject.EATING
        )


def test_nothing_is_heard_from_somebody_left_in_peace(actor: Actor) -> None:
    contact = make.contact(stage=Stage.NO_CONTACT)

    with pytest.raises(RuleBroken):
        actions.record_wish(actor, contact, subject=Subject.EATING)


def test_a_wish_moves_as_the_table_says(actor: Actor) -> None:
    wish = queries.get(actor, make.wish().id)

    actions.move(actor, wish, to=WishState.RUNNING)
    actions.move(actor, wish, to=WishState.DONE)

    with pytest.raises(RuleBroken):
        actions.move(actor, wish, to=WishState.RUNNING)


@pytest.mark.parametrize("state", list(WishState))
def test_every_wish_can_be_opened_or_settled(state: WishState) -> None:
    assert set(rules.next_states(state)) == MOVES[state]
    assert MOVES[state]


def test_a_volunteer_does_not_settle_a_wish(actor: Actor) -> None:
    wish = queries.get(actor, make.wish().id)

    assert not policy.may_move(make.actor(make.volunteer()), wish)


def test_a_wish_in_a_village_of_others_does_not_exist(database: None) -> None:
    wish = make.wish()
    elsewhere = make.actor(make.coordinator(make.area("Winsum", "9951")))

    with pytest.raises(Missing):
        queries.get(elsewhere, wish.id)


def test_a_wish_is_done_with_its_task_and_open_again_with_it(actor: Actor) -> None:
    contact = make.contact()
    wish = actions.record_wish(actor, contact, subject=Subject.CHORE, words="The lamp.")
    task = open_task(TaskKind.WISH, wish.id)
    assert task

    tasks.finish(actor, task, note="Her neighbour did it.")
    done = wish.state
    tasks.undo(actor, task)

    again = open_task(TaskKind.WISH, wish.id)
    assert (done, wish.state) == (WishState.DONE, WishState.OPEN)
    assert again and again.read_details(WishDetails).words == "The lamp."
