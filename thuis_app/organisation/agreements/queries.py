"""Requests to agree, who may answer them, and the paper codes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock, events
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.printed_codes import plain_code
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts.models import User, UserRole
from thuis_app.organisation.accounts.rules import GUARDED, AgreementKind
from thuis_app.organisation.agreements import policy, rules
from thuis_app.organisation.agreements.models import Agreement, PaperCode
from thuis_app.organisation.agreements.rules import (
    AgreementState,
    FilesExist,
    SeesPeople,
)
from thuis_app.organisation.areas.models import Area


def waiting(actor: Actor) -> Sequence[Agreement]:
    """The requests that wait for a yes or no, the oldest first."""
    now = clock.now()
    found = _seen_by(actor).where(Agreement.is_open(now)).order_by(Agreement.id)
    return db.session.scalars(found).all()


def answered(actor: Actor) -> Sequence[Agreement]:
    """The requests of the last weeks that do not wait any more, the newest first."""
    now = clock.now()
    found = (
        _seen_by(actor)
        .where(~Agreement.is_open(now), Agreement.asked_at > now - rules.SHOWN_FOR)
        .order_by(Agreement.id.desc())
    )
    return db.session.scalars(found.limit(25)).all()


def get(actor: Actor, agreement_id: int) -> Agreement:
    """A request; raises Missing."""
    found = db.session.scalar(_seen_by(actor).where(Agreement.id == agreement_id))
    if found is None:
        raise Missing
    return found


def village_names(actor: Actor, agreement: Agreement) -> list[str]:
    """The villages that a request names."""
    named = select(Area.name).where(Area.id.in_(agreement.grant.area_ids))
    require(policy.may_look(actor))
    return list(db.session.scalars(named.order_by(Area.sort_name)))


def open_of(user_id: int, kind: AgreementKind | None = None) -> Sequence[Agreement]:
    """What waits for an answer about a user: all, or of one kind."""
    theirs = Agreement.user_id == user_id, Agreement.is_open(clock.now())
    query = select(Agreement).where(*theirs)
    if kind is not None:
        query = query.where(Agreement.kind == kind)
    return db.session.scalars(query.order_by(Agreement.id)).all()


def lapsed() -> Sequence[Agreement]:
    """The requests that nobody answered in time, for the nightly job."""
    is_late = ~Agreement.is_open(clock.now())
    late = Agreement.state == AgreementState.OPEN, is_late
    return db.session.scalars(select(Agreement).where(*late)).all()


def on_server(actor: Actor) -> Sequence[Agreement]:
    """What waits for an answer, for the command on the server."""
    require(policy.may_agree_on_server(actor))
    names = joinedload(Agreement.user), joinedload(Agreement.asker)
    query = select(Agreement).options(*names).where(Agreement.is_open(clock.now()))
    return db.session.scalars(query.order_by(Agreement.id)).all()


def agreers(
    actor: Actor, *, about: int, for_concerns: bool, asked_by: int | None = None
) -> Sequence[User]:
    """Who may agree to a request about a user, by name; `asked_by` is the actor when
    nothing else is said."""
    require(policy.may_see_names(actor))
    apart = {about, actor.id if asked_by is None else asked_by}
    roles = rules.agreeing_roles(for_concerns=for_concerns)
    able = or_(*(User.has_role(role) for role in sorted(roles)))
    comes_in = User.is_active, User.password_hash != "", User.id.not_in(apart)
    query = select(User).where(able, *comes_in).order_by(User.sort_name, User.id)
    return db.session.scalars(query).all()


def held_by_others(user_id: int) -> frozenset[Role]:
    """The guarded roles that other users hold now."""
    held = (
        select(UserRole.role)
        .join(User, User.id == UserRole.user_id)
        .where(User.is_active, User.id != user_id, UserRole.until.is_(None))
        .where(UserRole.role.in_(sorted(GUARDED)))
    )
    return frozenset(db.session.scalars(held.distinct()))


def has_files(actor: Actor) -> bool:
    """Whether anything is kept of a person yet; nobody to practise with counts."""
    return any(events.gather(actor, FilesExist()))


def has_people(actor: Actor, user_id: int) -> bool:
    """Whether a way in to this account opens what is known of people one visits."""
    user = db.session.get_one(User, user_id)
    return bool(user.password_hash) or any(events.gather(actor, SeesPeople(user_id)))


def waiting_for_user(now: datetime) -> ScalarSelect[int]:
    """The number of requests that User may answer, for the query of a session."""
    is_other = Agreement.asked_by != User.id, Agreement.user_id != User.id
    able = or_(
        UserRole.role.in_(sorted(rules.ALWAYS)),
        and_(UserRole.role == Role.COORDINATOR, Agreement.for_concerns.is_(False)),
    )
    held = select(UserRole.id).where(
        UserRole.user_id == User.id, UserRole.until.is_(None), able
    )
    return (
        select(func.count(Agreement.id))
        .where(
            Agreement.is_open(now), *is_other, held.correlate(User, Agreement).exists()
        )
        .correlate(User)
        .scalar_subquery()
    )


def unused_codes(actor: Actor) -> Sequence[PaperCode]:
    """The paper codes that were not used yet."""
    require(policy.may_look(actor))
    query = select(PaperCode).where(PaperCode.used_at.is_(None))
    return db.session.scalars(query.order_by(PaperCode.id)).all()


def typed_codes(actor: Actor, typed: Sequence[str]) -> Sequence[PaperCode]:
    """Those of these codes that are ours, and were not used."""
    require(policy.may_look(actor))
    hashes = {hash_key(plain_code(one)) for one in typed}
    query = select(PaperCode).where(
        PaperCode.code_hash.in_(hashes), PaperCode.used_at.is_(None)
    )
    return db.session.scalars(query.order_by(PaperCode.id)).all()


def _seen_by(actor: Actor) -> Select[Agreement]:
    names = (Agreement.user, Agreement.asker, Agreement.decider)
    loaded = [joinedload(one) for one in names]
    return select(Agreement).options(*loaded).where(policy.visible_to(actor))


def of_mail(actor: Actor, agreement_id: int) -> Agreement | None:
    """The request that a mail is about, while its reader may see it."""
    query = select(Agreement).where(policy.visible_to(actor))
    return db.session.scalar(query.where(Agreement.id == agreement_id))
