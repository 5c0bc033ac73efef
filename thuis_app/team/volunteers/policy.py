"""Who sees the volunteers, and who keeps their cards.

A volunteer works in villages. The coordinators of one of those villages know them;
other volunteers do not, and the board sees a number.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an account is that of a volunteer this actor works with."""
    if not actor.is_coordinator:
        return false()
    is_volunteer = User.has_role(Role.VOLUNTEER)
    return and_(is_volunteer, _near(actor))


def watched_by(actor: Actor) -> ColumnElement[bool]:
    """The same, and all of them for what Thuis does by itself."""
    return true() if actor == SYSTEM else visible_to(actor)


def known_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an account is one's own, or of a volunteer one works with."""
    own = and_(User.id == actor.id, User.has_role(Role.VOLUNTEER))
    return or_(own, watched_by(actor))


def may_list(actor: Actor) -> bool:
    """Coordinators look volunteers up."""
    return actor.is_coordinator


def may_edit(actor: Actor, user: User) -> bool:
    """The coordinators of the villages where somebody volunteers keep their card."""
    query = select(User.id).where(User.id == user.id, visible_to(actor))
    return db.session.scalar(query) is not None


def may_keep_times(actor: Actor, user: User) -> bool:
    """When somebody can come they say themselves, or their coordinator for them."""
    return is_oneself(actor, user) or may_edit(actor, user)


def may_request_talk(actor: Actor, user: User) -> bool:
    """A talk is asked for by whoever wants one, or by a coordinator who sees it."""
    return is_oneself(actor, user) or may_edit(actor, user)


def is_oneself(actor: Actor, user: User) -> bool:
    """Whether this is the card of the volunteer who asks."""
    return actor.is_volunteer and actor.id == user.id


def may_begin(actor: Actor) -> bool:
    """Coordinators are the first to hear of somebody who would like to help."""
    return actor.is_coordinator


def may_read_settings(actor: Actor) -> bool:
    """What is asked of a volunteer is known to whoever asks it."""
    return actor.is_coordinator or actor.is_administrator


def may_change_settings(actor: Actor) -> bool:
    """What is asked holds everywhere: only who is in charge everywhere changes it."""
    everywhere = actor.is_coordinator and actor.all_areas
    return actor.is_administrator or everywhere


def may_welcome(actor: Actor) -> bool:
    """Whoever makes the account makes the card with it."""
    return actor.is_administrator or actor.is_coordinator


def may_count(actor: Actor) -> bool:
    """How many people somebody visits changes with what a coordinator arranges."""
    return actor.is_coordinator


def is_mine(actor: Actor) -> ColumnElement[bool]:
    """The condition that a village is one of this coordinator's."""
    return within(actor, Area.id) if actor.is_coordinator else false()


def _near(actor: Actor) -> ColumnElement[bool]:
    if actor.all_areas:
        return true()
    here = select(UserArea.user_id).where(within(actor, UserArea.area_id))
    return or_(User.all_areas, User.id.in_(here))
