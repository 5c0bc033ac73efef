"""Who sees the requests to agree, and who may answer them."""

from sqlalchemy import ColumnElement, false, or_, true

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.agreements import rules
from thuis_app.organisation.agreements.models import Agreement


def may_look(actor: Actor) -> bool:
    """Those who may be asked to agree to something, and the administrator who asks."""
    return not rules.agreeing_roles(for_concerns=False).isdisjoint(actor.roles)


def has_any(actor: Actor) -> bool:
    """Who asks, or is asked often; others while something waits for their answer."""
    is_keeper = actor.is_administrator or actor.is_board
    return may_look(actor) and (is_keeper or actor.agreements > 0)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """All of them, for who may agree to all; a coordinator none about concerns."""
    if not may_look(actor):
        return false()
    if not rules.ALWAYS.isdisjoint(actor.roles):
        return true()
    return or_(Agreement.asked_by == actor.id, Agreement.for_concerns.is_(False))


def may_request(actor: Actor) -> bool:
    """The administrator asks, by doing what needs a second person."""
    return actor.is_administrator


def may_decide(actor: Actor, agreement: Agreement) -> bool:
    """Who may agree or refuse: nobody to what they asked, or what is about them."""
    return rules.may_agree(
        actor.id,
        actor.roles,
        asked_by=agreement.asked_by,
        about=agreement.user_id,
        for_concerns=agreement.for_concerns,
    )


def may_take_back(actor: Actor, agreement: Agreement) -> bool:
    """Who asked may take it back, or type in two paper codes of the board."""
    return actor.id == agreement.asked_by and may_look(actor)


def may_agree_on_server(actor: Actor) -> bool:
    """True for the command on the server alone."""
    return actor == SYSTEM


def may_settle(actor: Actor) -> bool:
    """The nightly job closes what nobody answered."""
    return actor == SYSTEM


def may_see_names(actor: Actor) -> bool:
    """Any user with a role may know who can agree."""
    return bool(actor.roles)


def may_make_codes(actor: Actor, *, has_files: bool) -> bool:
    """The board, and who sees the files anyway; an administrator before there are any.

    Else an administrator could print both codes, and agree with them.
    """
    if actor.is_administrator:
        return not has_files
    return actor.is_board or actor.is_coordinator
