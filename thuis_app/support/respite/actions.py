"""Asking for respite, talking it over, and giving places in a Thuis kamer."""

from datetime import date
from typing import Any

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations.rules import TieKind
from thuis_app.support.respite import policy, queries
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import (
    CancelledBy,
    RequestState,
    Step,
    UnmetReason,
)


def bring_in(
    actor: Actor, carer: Contact, *, called_name: str, last_name: str
) -> Contact:
    """Write down the one somebody cares for, by name; the rest comes at the table."""
    require(policy.may_ask(actor, carer))
    someone = contacts.register(
        actor,
        area_id=carer.area_id,
        called_name=called_name,
        last_name=last_name,
        from_signal=True,
    )
    trail.record(actor, "respite.brought_in", someone, contact_id=someone.id)
    return someone


def ask(
    actor: Actor, carer: Contact, *, cared_for: Contact, **told: Any
) -> RespiteRequest:
    """A carer asks for time of their own."""
    require(policy.may_ask(actor, carer))
    if carer.id == cared_for.id:
        raise RuleBroken("respite.same_person")
    if queries.open_between(actor, carer.id, cared_for.id):
        raise RuleBroken("respite.asked_already")
    request = RespiteRequest(
        carer=carer, cared_for=cared_for, state=RequestState.ASKED, **_kept(told)
    )
    request.must_be_approachable()
    db.session.add(request)
    if actor.coordinates(cared_for.area_id):
        relations.tie(actor, carer, cared_for, kind=TieKind.CARED_FOR)
    _plan(actor, request, clock.today(), Step.TALK)
    trail.record(actor, "respite.asked", request, contact_id=carer.id)
    return request


def change(actor: Actor, request: RespiteRequest, **told: Any) -> None:
    """Put right what was asked."""
    require(policy.may_plan(actor, request))
    request.must_be_open()
    _tell(request, told)
    trail.record(actor, "respite.changed", request, contact_id=request.carer_id)


def keep_talk(actor: Actor, request: RespiteRequest, **told: Any) -> None:
    """Keep what was heard so far; the talk goes on another time."""
    require(policy.may_plan(actor, request))
    request.must_be_open()
    _tell(request, told)
    trail.record(actor, "respite.talk_kept", request, contact_id=request.carer_id)


def clarify(actor: Actor, request: RespiteRequest, **told: Any) -> None:
    """Write down the talk with both: what was heard, and what they chose."""
    require(policy.may_plan(actor, request))
    request.must_be_open()
    _tell(request, told)
    request.clarified_by = actor.id
    if request.state is RequestState.ASKED:
        request.become(RequestState.CLARIFIED)
    _plan(actor, request, request.call_by, Step.CALL)
    trail.record(actor, "respite.clarified", request, contact_id=request.carer_id)


def unmet(
    actor: Actor, request: RespiteRequest, *, because: UnmetReason, note: str
) -> None:
    """This could not be given; the reason is counted for the municipality."""
    require(policy.may_plan(actor, request))
    _refuse_booked(actor, request)
    request.become(RequestState.UNMET)
    request.unmet_because, request.unmet_note = because, note
    _plan(actor, request, None, Step.TALK)
    trail.record(actor, "respite.unmet", request, contact_id=request.carer_id)


def close(actor: Actor, request: RespiteRequest) -> None:
    """What was asked has been given; it is rounded off."""
    require(policy.may_plan(actor, request))
    _refuse_booked(actor, request)
    request.become(RequestState.CLOSED)
    _plan(actor, request, None, Step.TALK)
    trail.record(actor, "respite.closed", request, contact_id=request.carer_id)


def stop(actor: Actor, contact: Contact, *, because: str) -> None:
    """Take back every place and end every request of somebody left in peace."""
    require(policy.may_stop(actor, contact))
    for booking in queries.ahead_of(actor, contact.id):
        booking.take_back(CancelledBy.FOUNDATION, because)
    for request in queries.open_of(actor, contact.id):
        was_placed = request.state is RequestState.PLACED
        request.state = RequestState.CLOSED if was_placed else RequestState.UNMET
        request.unmet_because = None if was_placed else UnmetReason.WITHDRAWN
    trail.record(actor, "respite.stopped", contact, contact_id=contact.id)


def _plan(actor: Actor, request: RespiteRequest, on: date | None, step: Step) -> None:
    if policy.may_show_step(actor, request.carer):
        contacts.plan_step(actor, request.carer, on=on, step=step)


def _refuse_booked(actor: Actor, request: RespiteRequest) -> None:
    given = queries.given(actor, request)
    if any(one.is_confirmed or one.is_held for one in given):
        raise RuleBroken("respite.still_booked")


def _tell(request: RespiteRequest, told: dict[str, Any]) -> None:
    for name, value in _kept(told).items():
        setattr(request, name, value)


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    """The answers as they are kept: what can be chosen more than once, in words."""
    kept = dict(told)
    for name, words in (("wanted", "wanted_words"), ("needs", "need_words")):
        if name in kept:
            kept[words] = " ".join(kept.pop(name))
    return kept
