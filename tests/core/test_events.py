"""Events: who handles them, in which order, and that all of it is one transaction."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.reactions import reacting
from thuis_app.core import events
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonStopped, Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState


@dataclass(frozen=True)
class TeaPoured:
    cups: int


@dataclass(frozen=True)
class TeaWanted:
    by: str


def refuse(_actor: Actor, _event: object) -> None:
    raise RuleBroken("contact.stopped")


def test_handlers_run_in_the_order_in_which_they_were_registered() -> None:
    order: list[tuple[str, int]] = []
    first = {TeaPoured: lambda _actor, event: order.append(("first", event.cups))}
    second = {TeaPoured: lambda _actor, event: order.append(("second", event.cups))}

    with reacting(first, second, alone=True):
        events.publish(SYSTEM, TeaPoured(2))

    assert order == [("first", 2), ("second", 2)]


def test_an_event_that_nobody_handles_changes_nothing() -> None:
    with reacting({TeaWanted: refuse}, alone=True):
        events.publish(SYSTEM, TeaPoured(2))


def test_what_a_handler_refuses_reaches_who_published() -> None:
    later: list[object] = []
    after = {TeaPoured: lambda _actor, event: later.append(event)}

    with reacting({TeaPoured: refuse}, after, alone=True), pytest.raises(RuleBroken):
        events.publish(SYSTEM, TeaPoured(2))

    assert later == []


def test_the_answers_to_a_question_come_in_the_order_of_the_handlers() -> None:
    first = {TeaWanted: lambda _actor, asked: f"{asked.by}: black"}
    second = {TeaWanted: lambda _actor, asked: f"{asked.by}: green"}

    with reacting(first, second, alone=True):
        found = events.gather(SYSTEM, TeaWanted("Trijntje"))

    assert found == ["Trijntje: black", "Trijntje: green"]


def test_a_refusal_in_the_last_handler_undoes_all_that_went_before(
    sign_in: SignIn,
) -> None:
    coordinator = make.coordinator()
    match = make.match()
    browser = sign_in(coordinator)
    form = browser.get(f"/people/{match.contact_id}/no-contact").one("#no-contact-form")

    with reacting({PersonStopped: refuse}):
        answer = browser.submit(form, because="She said so.")

    assert answer.status >= 400
    db.session.expire_all()
    assert db.session.get_one(Match, match.id).state is MatchState.ACTIVE
    assert db.session.get_one(Contact, match.contact_id).stage is Stage.PARTICIPANT
    written = set(db.session.scalars(select(AuditEntry.event)))
    assert not written & {"contact.became_no_contact", "match.ended"}
