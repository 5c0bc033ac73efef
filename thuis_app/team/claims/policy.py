"""Who may see hours and costs, and who may approve them.

A volunteer has their own; a coordinator those of the volunteers they work with, and
judges them, but never their own: four eyes. The administrator sees nobody's hours.
"""

from sqlalchemy import ColumnElement, Select, false, or_, select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.volunteers import policy as volunteers


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own, and those of the volunteers one works with."""
    return or_(own(actor), judged_by(actor))


def own(actor: Actor) -> ColumnElement[bool]:
    """The claims of this volunteer."""
    return Claim.user_id == actor.id if actor.is_volunteer else false()


def judged_by(actor: Actor) -> ColumnElement[bool]:
    """The claims this coordinator may approve: of their volunteers, never their own."""
    if not actor.is_coordinator:
        return false()
    theirs = judged_users(actor).where(User.id == Claim.user_id)
    return theirs.correlate(Claim).exists()


def judged_users(actor: Actor) -> Select[int]:
    """The ids of the volunteers whose claims these are, for sums over all of them."""
    theirs = select(User.id).where(volunteers.visible_to(actor), User.id != actor.id)
    return theirs.correlate(None)


def may_write(actor: Actor) -> bool:
    """Volunteers write down their own hours and costs."""
    return actor.is_volunteer


def may_write_for(actor: Actor, user: User) -> bool:
    """A coordinator writes down what a volunteer says on the telephone, never own."""
    if not actor.is_coordinator or user.id == actor.id:
        return False
    query = select(User.id).where(User.id == user.id, volunteers.visible_to(actor))
    return db.session.scalar(query) is not None


def may_take_over(actor: Actor, proposal: ClaimProposal) -> bool:
    """A volunteer takes over what they did themselves."""
    return actor.is_volunteer and proposal.user_id == actor.id


def may_change(actor: Actor, claim: Claim) -> bool:
    """The volunteer whose claim it is."""
    return actor.is_volunteer and claim.user_id == actor.id


def may_correct(actor: Actor, claim: Claim) -> bool:
    """Who may change it, or approve it, lets it follow what is put right elsewhere."""
    return may_change(actor, claim) or may_judge(actor, claim)


def may_judge_any(actor: Actor) -> bool:
    """Coordinators have a list of what waits for them."""
    return actor.is_coordinator


def may_judge(actor: Actor, claim: Claim) -> bool:
    """A coordinator the volunteer works with, and never one's own."""
    if not actor.is_coordinator or claim.user_id == actor.id:
        return False
    query = select(User.id).where(
        User.id == claim.user_id, volunteers.visible_to(actor)
    )
    return db.session.scalar(query) is not None
