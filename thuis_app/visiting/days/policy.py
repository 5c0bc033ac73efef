"""Who may print a volunteer's day."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from thuis_app.core.actors import Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.team.volunteers import policy as volunteers


def paper_for(actor: Actor) -> ColumnElement[bool]:
    """The condition for days to print: one's own, or of a volunteer one works with."""
    own = and_(User.id == actor.id, true() if actor.is_volunteer else false())
    return or_(own, volunteers.visible_to(actor))
