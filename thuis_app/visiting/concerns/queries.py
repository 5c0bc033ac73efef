"""The concerns, for who may read them; for all others there are none."""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import policy
from thuis_app.visiting.concerns.models import Concern, ConcernTerms
from thuis_app.visiting.concerns.rules import LONGEST, OPEN, ConcernState, Terms
from thuis_app.visiting.matches import policy as matches

CLOSED_SHOWN = 25
VOLUNTEER_ALONE = frozenset({Role.VOLUNTEER})


def open_ones(actor: Actor) -> Sequence[Concern]:
    """Open concerns: urgent ones first, then the oldest."""
    ordered = _concerns(actor).order_by(
        Concern.is_urgent.desc(), Concern.raised_at, Concern.id
    )
    return db.session.scalars(ordered.where(Concern.state.in_(OPEN))).all()


def closed_ones(actor: Actor) -> Sequence[Concern]:
    """Closed concerns, the latest first."""
    ordered = _concerns(actor).order_by(Concern.closed_at.desc(), Concern.id)
    closed = ordered.where(Concern.state.not_in(OPEN)).limit(CLOSED_SHOWN)
    return db.session.scalars(closed).all()


def get(actor: Actor, concern_id: str) -> Concern:
    """A concern with its steps; raises Missing when the actor may not read it."""
    found = db.session.scalar(
        _concerns(actor)
        .options(selectinload(Concern.steps))
        .where(Concern.id == concern_id)
    )
    if found is None:
        raise Missing
    return found


def telephones(actor: Actor, concern: Concern) -> list[str]:
    """The telephone numbers of the person; none when they may not be called."""
    ground = policy.callable_about(actor)
    found = contacts.telephones(actor, [concern.contact_id], ground)
    return [one.number for one in found.get(concern.contact_id, ())]


def reportable_people(actor: Actor) -> Sequence[Contact]:
    """Those a volunteer visits, to choose about whom it is."""
    if not actor.is_volunteer:
        return []
    mine = matches.reportable_contacts(replace(actor, roles=VOLUNTEER_ALONE))
    query = select(Contact).where(mine).options(joinedload(Contact.area))
    return sorted(db.session.scalars(query), key=attrgetter("sort_key"))


def leads() -> Sequence[User]:
    """The safeguarding leads, whom every user may call."""
    query = select(User).where(User.has_role(Role.SAFEGUARDING_LEAD), User.is_active)
    return db.session.scalars(query.order_by(User.sort_name)).all()


def stand_ins() -> Sequence[User]:
    """To whom a concern comes that waited too long."""
    query = select(User).where(User.has_role(Role.STAND_IN), User.is_active)
    return db.session.scalars(query.order_by(User.sort_name)).all()


def terms() -> ConcernTerms:
    """The stored terms, or the default ones."""
    found = db.session.scalar(select(ConcernTerms).limit(1))
    usual = Terms()
    return found or ConcernTerms(
        id=1,
        version=0,
        urgent_hours=usual.urgent_hours,
        usual_hours=usual.usual_hours,
    )


def own_terms(actor: Actor) -> ConcernTerms:
    """The same, for the lead to change; to others there is nothing here."""
    if not policy.may_set_terms(actor):
        raise Missing
    return terms()


def waiting_too_long(actor: Actor) -> Sequence[Concern]:
    """Concerns that waited too long and were not passed on yet.

    Also those with more time left than is possible, which a wrong clock dated.
    """
    now = clock.now()
    is_late = or_(Concern.act_by <= now, Concern.act_by > now + LONGEST + clock.SLACK)
    query = select(Concern).where(
        policy.visible_to(actor),
        Concern.state == ConcernState.NEW,
        is_late,
        Concern.escalated_at.is_(None),
    )
    return db.session.scalars(query.order_by(Concern.act_by)).all()


def _concerns(actor: Actor) -> Select[Concern]:
    return (
        select(Concern)
        .options(
            joinedload(Concern.contact).joinedload(Contact.area),
            joinedload(Concern.raiser),
        )
        .where(policy.visible_to(actor))
    )
