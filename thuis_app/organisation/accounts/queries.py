"""Accounts and their invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from thuis_app.core import clock, events
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.normalize import fold
from thuis_app.core.paging import Page, by_name, page
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts import policy, rules
from thuis_app.organisation.accounts.models import (
    Invitation,
    Passkey,
    RecoveryCode,
    SecondFactor,
    User,
    UserArea,
    UserRole,
    UserSession,
)
from thuis_app.organisation.accounts.rules import (
    AgreementNeeded,
    Grant,
    GrantWaiting,
    IsAsked,
    RoleEnded,
)
from thuis_app.organisation.areas.models import Area

_villages = (
    select(func.count())
    .select_from(UserArea)
    .where(UserArea.user_id == User.id)
    .scalar_subquery()
)


def invitation(key: str) -> tuple[Invitation, User] | None:
    """The invitation behind a link, while it stands."""
    row = db.session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(Invitation.key_hash == hash_key(key), _stands(), User.is_active)
    ).first()
    return (row[0], row[1]) if row else None


def has_factor(user: User) -> bool:
    """Whether signing in to this account asks for more than the password."""
    return bool(db.session.scalar(select(factor_exists(user.id))))


def has_code(user: User) -> bool:
    """Whether this account has a code of a telephone."""
    return bool(db.session.scalar(select(_code_exists(user.id))))


def has_passkey(user: User) -> bool:
    """Whether this account has a passkey."""
    return bool(db.session.scalar(select(_passkey_exists(user.id))))


def has_code_to_reset(user: User) -> bool:
    """Whether this account asks for a code that an administrator may take away: of a
    telephone, or of paper where nothing else is left."""
    on_paper = and_(_unused_paper(user.id), ~_passkey_exists(user.id))
    found = select(or_(_code_exists(user.id), on_paper))
    return bool(db.session.scalar(found))


def passkeys_of(user: User) -> Sequence[Passkey]:
    """The passkeys of a user, the oldest first, for who may report a tablet lost."""
    theirs = select(Passkey).where(Passkey.user_id == user.id)
    return db.session.scalars(theirs.order_by(Passkey.id)).all()


def has_way_in(user: User) -> bool:
    """Whether this account has a password, a passkey or a code of a telephone."""
    return user.has_password or has_factor(user)


def factor_exists(user_id: Any) -> ColumnElement[bool]:
    """The condition that this user has a second factor; printed codes are one too,
    also where what they stood for is lost."""
    return or_(device_factor_exists(user_id), _unused_paper(user_id))


def _unused_paper(user_id: Any) -> ColumnElement[bool]:
    unused = RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    return select(RecoveryCode.id).where(*unused).exists()


def device_factor_exists(user_id: Any) -> ColumnElement[bool]:
    """The condition that this user has a code of a telephone or a passkey."""
    return or_(_code_exists(user_id), _passkey_exists(user_id))


def _code_exists(user_id: Any) -> ColumnElement[bool]:
    return select(SecondFactor.id).where(SecondFactor.user_id == user_id).exists()


def _passkey_exists(user_id: Any) -> ColumnElement[bool]:
    return select(Passkey.id).where(Passkey.user_id == user_id).exists()


def open_sessions(user: User) -> Sequence[UserSession]:
    """Where this user is signed in now, the newest first."""
    now = clock.now()
    found = db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            _is_since(UserSession.started_at, now - rules.LONGEST_ON_OWN),
        )
        .order_by(UserSession.seen_at.desc())
    )
    return [one for one in found if not _is_over(user, one, now)]


def _is_over(user: User, session: UserSession, now: datetime) -> bool:
    """Whether this session of the user has ended by itself."""
    limits = rules.session_limits(
        user.roles,
        has_unlock_code=bool(session.code_hash),
        is_shared=session.is_shared,
    )
    return rules.is_over(session.started_at, session.seen_at, now, limits)


def ended_roles(user_ids: set[int]) -> list[RoleEnded]:
    """The roles that these users had once, and do not hold now."""
    holds = and_(UserRole.until.is_(None), User.is_active)
    rows = db.session.execute(
        select(UserRole.user_id, UserRole.role, holds)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.user_id.in_(user_ids))
    ).all()
    ever = {(user_id, role) for user_id, role, _held in rows}
    now = {(user_id, role) for user_id, role, is_held in rows if is_held}
    return [RoleEnded(*one) for one in sorted(ever - now)]


def names(actor: Actor, user_ids: set[int]) -> dict[int, str]:
    """The names of these colleagues, to say who did something."""
    named = select(User.id, User.name).where(
        User.id.in_(user_ids), policy.names_visible_to(actor)
    )
    rows = db.session.execute(named)
    return {row[0]: row[1] for row in rows}


def work_area(user: User) -> int | None:
    """The village where work about this user is done: the first of theirs by id.

    None for a user who works in all villages.
    """
    if user.all_areas:
        return None
    first = select(func.min(UserArea.area_id)).where(UserArea.user_id == user.id)
    return db.session.scalar(first)


@dataclass(frozen=True)
class Account:
    """An account, with what the list of accounts says of it."""

    user: User
    villages: int
    is_invited: bool


def accounts(
    actor: Actor, *, search: str = "", is_ended: bool = False, after: int | None = None
) -> Page[Account, int]:
    """The next accounts by name."""
    link = select(Invitation.id).where(Invitation.user_id == User.id, _stands())
    query = select(User, _villages, link.exists()).where(
        policy.visible_to(actor), User.is_active.is_(not is_ended)
    )
    if words := fold(search).split():
        query = query.where(User.id.in_(_named(actor, words)))
    query = by_name(query, User.sort_name, User.id, after)
    rows = [Account(*row) for row in db.session.execute(query)]
    return page(rows, lambda row: row.user.id)


def get(actor: Actor, user_id: int) -> User:
    """The account with this id, for an administrator; raises Missing."""
    found = db.session.scalar(
        select(User).where(policy.visible_to(actor), User.id == user_id)
    )
    if found is None:
        raise Missing
    return found


def grant(actor: Actor, user: User) -> Grant:
    """The roles and villages of an account."""
    areas = db.session.scalars(
        select(UserArea.area_id).where(
            policy.names_visible_to(actor), UserArea.user_id == user.id
        )
    )
    return Grant(user.roles, user.all_areas, frozenset(areas))


def needing(actor: Actor, user: User, roles: frozenset[Role]) -> frozenset[Role]:
    """For which of these roles of a user a second person must agree."""
    if not roles or not policy.may_manage(actor):
        return frozenset()
    found = events.gather(actor, AgreementNeeded(user.id, roles))
    return frozenset().union(*found)


def waits_for(actor: Actor, user: User) -> frozenset[Role]:
    """For which roles of an account a second person must agree to a way in to it.

    For none when a coordinator lets in a new volunteer, whose people they see.
    """
    if policy.may_invite(actor, user):
        return frozenset()
    return needing(actor, user, user.roles)


def grant_waiting(actor: Actor, user: User) -> Grant:
    """The roles and villages of an account that wait until another agrees."""
    found: list[Grant] = events.gather(actor, GrantWaiting(user.id))
    return found[0] if found else Grant(frozenset())


def grant_asked(actor: Actor, user: User) -> Grant:
    """The roles and villages of an account, with those that wait."""
    return grant(actor, user) | grant_waiting(actor, user)


def is_asked(actor: Actor, user: User) -> bool:
    """Whether anything about an account waits until another agrees."""
    return any(events.gather(actor, IsAsked(user.id)))


def link_waits(actor: Actor, user: User) -> bool:
    """Whether the link of a user leads in only when another agreed."""
    waits = _stands(), Invitation.is_agreed.is_(False), policy.names_visible_to(actor)
    found = select(Invitation.id).where(Invitation.user_id == user.id, *waits)
    return bool(db.session.scalar(select(found.exists())))


def is_taken(actor: Actor, email: str, *, besides: int) -> bool:
    """Whether another account took this address meanwhile."""
    require(bool(actor.roles) or actor == SYSTEM)
    same = select(User.id).where(User.email == email, User.id != besides)
    return bool(db.session.scalar(select(same.exists())))


def villages(actor: Actor, user: User | None = None) -> Sequence[Area]:
    """The villages this user may work in: those in use, and those they have already."""
    theirs = select(UserArea.area_id).where(
        UserArea.user_id == (user.id if user else 0)
    )
    return db.session.scalars(
        select(Area)
        .where(policy.visible_to(actor), or_(Area.is_active, Area.id.in_(theirs)))
        .order_by(Area.sort_name)
    ).all()


def is_known(actor: Actor, email: str, *, besides: int = 0) -> bool:
    """Whether another account has this address; none is nobody's."""
    same = select(User.id).where(User.email == email, User.id != besides)
    wanting = policy.may_manage(actor) or policy.may_create_volunteer_account(actor)
    return wanting and bool(email) and bool(db.session.scalar(select(same.exists())))


def other_administrators(actor: Actor, user: User) -> int:
    """The number of other administrators who can sign in, locked until the commit."""
    found = db.session.scalars(
        select(User.id)
        .where(
            policy.visible_to(actor),
            User.has_role(Role.ADMINISTRATOR),
            User.is_active,
            or_(User.password_hash != "", User.id == actor.id),
        )
        .order_by(User.id)
        .with_for_update()
    )
    return sum(user_id != user.id for user_id in found)


def others_with(actor: Actor, user: User, role: Role) -> int:
    """The number of others with this role who can sign in, locked until the commit."""
    others = [one for one in _holders(actor, role) if one.id != user.id]
    return sum(bool(one.password_hash) or one.id == actor.id for one in others)


def left_alone(actor: Actor, user: User, after: Grant) -> list[str]:
    """The villages, by name, that this user coordinates and would leave with nobody."""
    before = grant(actor, user)
    stays = after if Role.COORDINATOR in after.roles else Grant(frozenset())
    others = [one for one in _holders(actor, Role.COORDINATOR) if one.id != user.id]
    if stays.all_areas or any(one.all_areas for one in others):
        return []
    kept = {*stays.area_ids, *_areas_of([one.id for one in others])}
    rows = db.session.execute(
        select(Area.id, Area.name).where(Area.is_active).order_by(Area.sort_name)
    )
    return [
        name
        for area_id, name in rows
        if area_id not in kept and (before.all_areas or area_id in before.area_ids)
    ]


def coordinators_besides(actor: Actor, user: User) -> list[tuple[int, str]]:
    """The other coordinators, by name, who may go on with what this one took on."""
    found = [one for one in _holders(actor, Role.COORDINATOR) if one.id != user.id]
    in_order = sorted(found, key=lambda one: (one.sort_name, one.id))
    return [(one.id, one.name) for one in in_order]


def _holders(actor: Actor, role: Role) -> Sequence[User]:
    held = User.has_role(role), User.is_active, policy.visible_to(actor)
    query = select(User).where(*held).order_by(User.id)
    return db.session.scalars(query.with_for_update(of=User)).all()


def _areas_of(user_ids: Sequence[int]) -> set[int]:
    query = select(UserArea.area_id).where(UserArea.user_id.in_(user_ids))
    return set(db.session.scalars(query))


@dataclass(frozen=True)
class Now:
    """The state of an account: its open invitation, its sessions, its passkeys, and
    whether it asks for a code that can be taken away."""

    link_until: datetime | None
    sessions: Sequence[UserSession]
    has_code: bool
    passkeys: Sequence[Passkey]


def now(actor: Actor, user: User) -> Now:
    """The state of an account, for an administrator."""
    made_at = db.session.scalar(
        select(Invitation.made_at).where(
            policy.visible_to(actor), Invitation.user_id == user.id, _stands()
        )
    )
    return Now(
        made_at + rules.INVITATION_LASTS if made_at else None,
        open_sessions(user) if policy.may_manage(actor) else (),
        has_code_to_reset(user),
        passkeys_of(user) if policy.may_manage(actor) else (),
    )


def _named(actor: Actor, words: list[str]) -> list[int]:
    rows = db.session.execute(
        select(User.id, User.name, User.email).where(policy.visible_to(actor))
    )
    texts = {row.id: f"{fold(row.name)} {row.email}" for row in rows}
    return [id for id, text in texts.items() if all(word in text for word in words)]


def _stands() -> ColumnElement[bool]:
    fresh = _is_since(Invitation.made_at, clock.now() - rules.INVITATION_LASTS)
    return and_(Invitation.used_at.is_(None), fresh)


def _is_since(stored: Any, since: datetime) -> ColumnElement[bool]:
    """After this moment, and not in the future, where only a wrong clock put it."""
    return and_(stored > since, stored <= clock.latest())


def active_administrators(actor: Actor) -> Sequence[User]:
    """The administrators who can come in, for a mail to each."""
    is_one = User.has_role(Role.ADMINISTRATOR), policy.names_visible_to(actor)
    return db.session.scalars(
        select(User).where(*is_one, User.is_active, User.email != "").order_by(User.id)
    ).all()


def administrators() -> int:
    """The number of active administrators."""
    is_one = User.has_role(Role.ADMINISTRATOR)
    counted = select(func.count(User.id)).where(is_one, User.is_active)
    return db.session.scalar(counted) or 0
