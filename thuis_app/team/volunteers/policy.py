"""Who may see volunteers, and who may change their profiles.

A volunteer works in villages. The coordinators of one of those villages know them;
other volunteers do not, and the board sees a number.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts import policy as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an account is that of a volunteer this actor works with."""
    return accounts.works_with(actor)


def watched_by(actor: Actor) -> ColumnElement[bool]:
    """The same, and all of them for what Thuis does by itself."""
    return true() if actor == SYSTEM else visible_to(actor)


def known_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an account is one's own, or of a volunteer one works with."""
    own = and_(User.id == actor.id, accounts.is_volunteer())
    return or_(own, watched_by(actor))


def may_list(actor: Actor) -> bool:
    """Coordinators look volunteers up."""
    return actor.is_coordinator


def may_edit(actor: Actor, user: User) -> bool:
    """The coordinators of the volunteer's villages change the profile."""
    query = select(User.id).where(User.id == user.id, visible_to(actor))
    return db.session.scalar(query) is not None


def may_keep_times(actor: Actor, user: User) -> bool:
    """The volunteer or their coordinators store the times."""
    return is_oneself(actor, user) or may_edit(actor, user)


def may_request_talk(actor: Actor, user: User) -> bool:
    """The volunteer or their coordinators record that a talk is wanted."""
    return is_oneself(actor, user) or may_edit(actor, user)


def is_oneself(actor: Actor, user: User) -> bool:
    """True when this is the actor's own profile."""
    return actor.is_volunteer and actor.id == user.id


def may_begin(actor: Actor) -> bool:
    """Coordinators register new volunteers."""
    return accounts.may_create_volunteer_account(actor)


def may_read_settings(actor: Actor) -> bool:
    """Coordinators and administrators see the requirements."""
    return actor.is_coordinator or actor.is_administrator


def may_change_settings(actor: Actor) -> bool:
    """Requirements hold everywhere: coordinators of all villages change them."""
    everywhere = actor.is_coordinator and actor.all_areas
    return actor.is_administrator or everywhere


def may_welcome(actor: Actor) -> bool:
    """Who may create the account may create the profile."""
    return actor.is_administrator or actor.is_coordinator


def is_mine(actor: Actor) -> ColumnElement[bool]:
    """The condition that a village is one of this coordinator's."""
    return within(actor, Area.id) if actor.is_coordinator else false()
